package import Cron
package import Values

/// When a vault is looked after: each kind of work by a time expression of its own, nil for never.
/// All of them are evaluated in one zone.
package struct MaintenanceCadence: Hashable, Sendable {
    package var forget: CronExpression?
    package var prune: CronExpression?
    package var check: CronExpression?
    /// How much of the content a check reads.
    package var checkPercent: Int
    package var drill: CronExpression?
    package var zone: String

    package init(
        forget: CronExpression? = nil, prune: CronExpression? = nil,
        check: CronExpression? = nil, checkPercent: Int = 5, drill: CronExpression? = nil,
        zone: String = "UTC"
    ) {
        self.forget = forget
        self.prune = prune
        self.check = check
        self.checkPercent = checkPercent
        self.drill = drill
        self.zone = zone
    }

    /// In the order in which they are worth doing: what is forgotten is pruned, what is left is
    /// checked, and what was checked is rehearsed.
    package static let kinds: [RunKind] = [.forget, .prune, .check, .drill]

    package func expression(for kind: RunKind) -> CronExpression? {
        switch kind {
        case .forget: forget
        case .prune: prune
        case .check: check
        case .drill: drill
        default: nil
        }
    }
}

/// The hub's ticker: what of a vault is due.
package enum MaintenanceRule {
    package enum Decision: Hashable, Sendable {
        case due(RunKind, nominal: Timestamp)
        /// Somebody did it since it was due.
        case done(RunKind)
        /// It goes on, or waits.
        case underway(RunKind)
    }

    /// - Parameters:
    ///   - last: When the last good run of each kind ended; since when the vault is known, for
    ///     kinds that never ran.
    ///   - open: Kinds with a run that has not ended.
    package static func decide(
        _ cadence: MaintenanceCadence, in zone: Zone, last: [RunKind: Timestamp],
        since created: Timestamp, open: Set<RunKind>, now: Timestamp
    ) -> [Decision] {
        MaintenanceCadence.kinds.compactMap { kind in
            guard let expression = cadence.expression(for: kind) else { return nil }
            // Everything missed while the hub was away is one: the latest that was due.
            guard
                let nominal = Timetable(expression, in: zone)
                    .previous(before: now + .milliseconds(1))
            else { return nil }
            let done = last[kind] ?? created
            if done >= nominal { return .done(kind) }
            if open.contains(kind) { return .underway(kind) }
            return .due(kind, nominal: nominal)
        }
    }
}
