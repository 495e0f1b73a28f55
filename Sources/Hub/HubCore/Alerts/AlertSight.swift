internal import Domain
internal import Values

/// What was seen in one look, and what it changes.
struct AlertSight {
    let now: Timestamp
    /// Whether every source and vault was looked at.
    var isThorough = false
    /// Who had no time to come yet since the hub began: of them nothing is over.
    var awaited: Set<ID<Agent>> = []
    private var seen: [AlertCondition: AuditScope] = [:]

    init(at now: Timestamp) {
        self.now = now
    }

    mutating func see(_ condition: AlertCondition, in scope: AuditScope) {
        seen[condition] = scope
    }

    /// What is there and has no alert, or one that was not noted for long; and what has an alert
    /// and was not seen.
    func changes(to open: [Alert], noting pause: Duration) -> [AuditScope: AlertChanges] {
        var rest = seen
        var changes: [AuditScope: AlertChanges] = [:]
        for alert in open where isLookedFor(alert.condition) {
            if rest[alert.condition] == nil {
                guard !isAwaited(alert.condition) else { continue }
                changes[alert.scope, default: AlertChanges()].cleared.insert(alert.condition)
            } else if now < alert.lastSeen + pause {
                rest[alert.condition] = nil
            }
        }
        for (condition, scope) in rest {
            changes[scope, default: AlertChanges()].observed.insert(condition)
        }
        return changes
    }

    private func isAwaited(_ condition: AlertCondition) -> Bool {
        if case .runUnheard = condition { return !awaited.isEmpty }
        return condition.agent.map(awaited.contains) ?? false
    }

    private func isLookedFor(_ condition: AlertCondition) -> Bool {
        switch condition {
        case .agentAway, .clockSkew, .runUnheard, .hubFrozen: true
        case .sourceStale, .maintenanceOverdue, .vaultFilling: isThorough
        default: false
        }
    }
}
