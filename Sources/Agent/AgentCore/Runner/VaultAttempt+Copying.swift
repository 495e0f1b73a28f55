internal import AgentProtocol
internal import ArchiveEngine
internal import Domain
internal import Engine
internal import RepositoryEngine
internal import Values

/// Copies, from the first vault of the order to the second.
extension VaultAttempt {
    /// What befell one of the two vaults.
    struct CopyFailure: Error {
        let vault: ID<KnownVault>
        let failure: RunFailure
    }

    func copy() async throws -> Result {
        guard order.vaults.count == 2, let from = order.vaults.first, let to = order.vaults.last
        else { throw EngineError(.local, "a copy needs two vaults") }
        let source = try await blaming(from) {
            try await parts.access.openForReading(from, needsKey: false)
        }
        do {
            let target = try await blaming(to) { try await open(to) }
            do {
                let report = try await copy(source.vault, to: target.vault)
                try await blaming(to) {
                    try await VaultReading(target.vault, to, parts).record(of: run.id)
                }
                await target.close()
                await source.close()
                return Self.result(of: report)
            } catch {
                await target.close()
                throw error
            }
        } catch {
            await source.close()
            throw error
        }
    }

    /// An archive is signed anew there, as a backup would be.
    private func open(_ target: ConfiguredVault) async throws -> VaultAccess.Opened {
        guard target.format == .archive else {
            return try await parts.access.openForReading(target, needsKey: false)
        }
        guard let source = order.source else {
            throw EngineError(.local, "a copy of archives needs their source")
        }
        let paths = source.configuration.paths.map { Array($0.utf8) }
        return try await parts.access.openForWriting(target, source, paths: paths)
    }

    private func copy(
        _ vault: any Vault, to target: any Vault
    ) async throws -> CopyReport {
        let fence = PublishingFence(run, parts, control)
        let ids = try wanted()
        switch (vault, target) {
        case (let vault as RepositoryVault, let target as RepositoryVault):
            return try await vault.copy(
                ids, to: target, fence: { try await fence.pass() }, progress)
        case (let vault as ArchiveVault, let target as ArchiveVault):
            guard let ids else {
                throw EngineError(.noSuchSnapshot, "the run names no snapshot to copy")
            }
            return try await vault.copy(
                ids, to: target, fence: { try await fence.pass() }, progress)
        default:
            throw Refused(
                code: "not_copied",
                "Snapshots are copied from repositories to repositories, and from archives to "
                    + "archives.")
        }
    }

    /// nil for all that the second vault lacks.
    private func wanted() throws -> [SnapshotID]? {
        if let copying = order.copying { return copying.compactMap { SnapshotID($0) } }
        return order.snapshot == nil ? nil : [try snapshotID()]
    }

    /// What is thrown on the way to a vault is that vault's.
    private func blaming<Outcome>(
        _ vault: ConfiguredVault, _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        do {
            return try await body()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CopyFailure(vault: vault.id, failure: RunFailure(error))
        }
    }

    /// One that cannot be copied whole is an issue of the run, as long as not all are such.
    private static func result(of report: CopyReport) -> Result {
        var result = Result(size: report.size)
        var good = 0
        for line in report.lines {
            switch line.outcome {
            case .copied:
                result.entries += 1
                good += 1
            case .isThere: good += 1
            case .failed(let error):
                result.issues += 1
                result.lines.append((.error, "\(line.snapshot.short): \(error.message)"))
                if result.failure == nil { result.failure = RunFailure(error) }
            }
        }
        if good > 0 { result.failure = nil }
        return result
    }

    /// What an attempt that failed says of each vault: the one that is to blame has the reason, and
    /// the other one says that it was the other.
    func outcomes(of failure: RunFailure, by vault: ID<KnownVault>?) -> [VaultOutcome] {
        order.vaultIDs.map { one in
            let isInnocent = vault.map { $0 != one } ?? false
            return VaultOutcome(
                vault: one, attempt: run.position.attempt,
                result: .failed(isInnocent ? .otherVault(failure.disposition) : failure))
        }
    }
}
