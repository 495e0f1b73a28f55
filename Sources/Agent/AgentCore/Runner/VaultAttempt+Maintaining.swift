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

    func prune(_ vault: any Vault) async throws -> Result {
        // A run that has not ended goes on with what it has stored.
        let open = try await parts.journal.openRuns().compactMap { SnapshotID($0.id.description) }
        let report = try await vault.prune(
            unfinishedBefore: parts.wall.now - Self.unfinishedAge, inUse: Set(open),
            isRehearsal: false, progress)
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

    /// From the first vault to the second.
    func copy(_ vault: any Vault) async throws -> Result {
        guard order.vaults.count == 2, let other = order.vaults.last else {
            throw EngineError(.local, "a copy needs two vaults")
        }
        let fence = PublishingFence(run, parts, control)
        return try await withOpened(other) { target in
            guard let source = vault as? RepositoryVault, let target = target as? RepositoryVault
            else {
                throw Refused(
                    code: "not_copied", "Only repositories are copied, and to repositories.")
            }
            let ids = try order.snapshot.map { _ in [try snapshotID()] }
            let report = try await source.copy(
                ids, to: target, fence: { try await fence.pass() }, progress)
            try await VaultReading(target, other.id, parts).record(of: run.id)
            return result(of: report)
        }
    }

    private func result(of report: CopyReport) -> Result {
        var result = Result(size: report.size)
        for line in report.lines {
            switch line.outcome {
            case .copied: result.entries += 1
            case .isThere: continue
            case .failed(let error):
                result.issues += 1
                result.lines.append((.error, "\(line.snapshot.short): \(error.message)"))
                result.failure = RunFailure(error)
            }
        }
        return result
    }
}
