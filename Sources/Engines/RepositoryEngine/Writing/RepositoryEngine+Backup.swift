internal import Connector
package import Engine
internal import Host
package import Values

extension RepositoryEngine {
    package func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport {
        let repositories = vaults.map { vault -> RepositoryVault in
            guard let repository = (vault as Any) as? RepositoryVault else {
                preconditionFailure("\(vault.place) is no repository")
            }
            return repository
        }
        return try await backup(job, to: repositories, progress)
    }

    package func backup(
        _ job: BackupJob, to vaults: [RepositoryVault], _ progress: RunProgress
    ) async throws -> BackupReport {
        let state = RunState(settings.stateFolder)
        let vaults = settings.isRehearsal ? vaults.map(\.rehearsal) : vaults
        let tickets = await prepare(vaults, job, state)
        guard tickets.contains(where: { $0.lane != nil }) else {
            return BackupReport(
                totals: tickets.lazy.compactMap(\.storedTotals).first ?? SourceTotals(),
                issues: IssueLog(), outcomes: tickets.map(\.outcome))
        }
        let run = BackupRun(
            tickets, job: job, settings: settings, state: state, progress: progress)
        do {
            let report = try await run.run()
            await release(tickets)
            return report
        } catch {
            await release(tickets)
            throw error
        }
    }

    package func removeAbandonedRuns(
        but open: @escaping @Sendable () throws -> Set<UUID>
    ) async throws -> Int {
        do {
            return try await RunState(settings.stateFolder).removeJournals(but: open)
        } catch let error as FileError {
            throw EngineError(.local, error.message, underlying: error)
        }
    }

    private func prepare(
        _ vaults: [RepositoryVault], _ job: BackupJob, _ state: RunState
    ) async -> [VaultTicket] {
        await withTaskGroup(of: (Int, VaultTicket).self) { group in
            for (place, vault) in vaults.enumerated() {
                group.addTask {
                    (place, await VaultTicket.prepare(vault, job, settings, state))
                }
            }
            var tickets: [(Int, VaultTicket)] = []
            for await ticket in group { tickets.append(ticket) }
            return tickets.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func release(_ tickets: [VaultTicket]) async {
        for ticket in tickets { await ticket.lane?.lock.release() }
    }
}
