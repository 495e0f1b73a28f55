internal import AgentProtocol
internal import Domain
internal import Engine
internal import Host
internal import RepositoryEngine
internal import Values

/// What takes something away came with what may take it away, in the secrets of the order's vault:
/// an agent's configuration never has it.
extension VaultAttempt {
    /// Nobody goes on with what lies unfinished for so long.
    private static let unfinishedAge = Duration.seconds(7 * 86_400)

    func forget(_ vault: any Vault) async throws -> Result {
        let leaving = order.kind == .delete ? order.snapshot.map { [$0] } ?? [] : order.leaving
        try await vault.forget(leaving.compactMap { SnapshotID($0) }, progress)
        return Result(tellsVault: true)
    }

    /// What backups of others store meanwhile stays: it is none of what somebody wanted gone.
    func prune(_ vault: any Vault) async throws -> Result {
        if order.isWipe {
            let list = try await vault.snapshots()
            try await vault.forget(list.snapshots.map(\.id) + list.damaged.map(\.id), progress)
        }
        // A run that has not ended goes on with what it has stored.
        let open = try await parts.journal.openRuns().compactMap { SnapshotID($0.id.description) }
        let report = try await vault.prune(
            unfinishedBefore: parts.wall.now - Self.unfinishedAge, inUse: Set(open),
            mayEmpty: order.isWipe, isRehearsal: false, progress)
        return Result(entries: Int64(report.objects), size: report.freed, tellsVault: true)
    }

    /// Only of those who do not work any more; whoever holds one keeps it.
    func unlock(_ vault: any Vault) async throws -> Result {
        guard let repository = vault as? RepositoryVault else {
            return Result(lines: [(.info, "Archive vaults have no locks.")])
        }
        let report = try await repository.unlock()
        let count = report.removed.count + report.removedUnreadable.count
        var result = Result(entries: Int64(count))
        result.lines = [(.info, "Locks that were removed: \(count).")]
        result.lines += report.unreadable.map { id in
            (.warning, "The lock \(id.short) cannot be read and may be held; it stays.")
        }
        return result
    }
}
