internal import Domain
package import Store

/// How a tenant stands as a whole.
package enum TenantVerdict: String, Hashable, Sendable, CaseIterable {
    /// There was no backup yet.
    case unknown
    case good
    /// Something went wrong beside a backup, or a source waits for its first one.
    case warned
    /// A source has no good backup for longer than its schedules ask for.
    case stale
    /// The latest backup of a source failed, or a vault could not be made.
    case failed
}

extension TenantOverview {
    /// Sources whose promise is kept.
    package var protectedSources: Int64 { tally.count(.good) + tally.count(.warned) }

    package var verdict: TenantVerdict {
        if tally.count(.failed) > 0 || !failedVaults.isEmpty { return .failed }
        if tally.count(.stale) > 0 { return .stale }
        if protectedSources == 0 { return .unknown }
        return tally.count(.warned) + tally.count(.waiting) > 0 ? .warned : .good
    }
}
