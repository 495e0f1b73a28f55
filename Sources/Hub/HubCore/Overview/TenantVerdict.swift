internal import Domain
package import Store

/// How a tenant stands as a whole.
package enum TenantVerdict: String, Hashable, Sendable, CaseIterable {
    /// There was no backup yet.
    case unknown
    case good
    /// Something went wrong beside a backup, a source waits for its first one, or somebody has to
    /// look at something else.
    case warned
    /// A source has no good backup for longer than its schedules ask for.
    case stale
    /// The latest backup of a source failed, a vault could not be made, or what was stored is in
    /// doubt: a check or a drill failed, or a vault cannot be reached.
    case failed
}

extension TenantOverview {
    /// Sources whose promise is kept.
    package var protectedSources: Int64 { tally.count(.good) + tally.count(.warned) }

    package var verdict: TenantVerdict {
        let isCritical = alerts.contains { $0.condition.severity == .critical }
        if tally.count(.failed) > 0 || !failedVaults.isEmpty || isCritical { return .failed }
        if tally.count(.stale) > 0 { return .stale }
        if protectedSources == 0 { return .unknown }
        let isWarned = tally.count(.warned) + tally.count(.waiting) > 0
        return isWarned || alerts.contains { $0.condition.isOfCopies } ? .warned : .good
    }
}

extension AlertCondition {
    /// Who is not there, as a notebook at night, has copies as good as before.
    fileprivate var isOfCopies: Bool {
        switch self {
        case .agentAway, .runUnheard: false
        default: true
        }
    }
}
