internal import Connector
package import Engine
internal import Host
internal import Storage
package import Values

extension ArchiveEngine {
    package func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport {
        let archives = vaults.map { vault -> ArchiveVault in
            guard let archive = vault as? ArchiveVault else {
                preconditionFailure("\(vault.place) is no archive")
            }
            return archive
        }
        return try await backup(job, to: archives, progress)
    }

    func backup(
        _ job: BackupJob, to vaults: [ArchiveVault], _ progress: RunProgress
    ) async throws -> BackupReport {
        if let problem = Self.problem(with: job.details) { throw EngineError(.source, problem) }
        let threads = try ThreadPool(name: "archive", size: vaults.count + 1)
        let folder: RunFolder
        do {
            folder = try await RunFolder.open(settings.stateFolder, job.run)
        } catch let error as FileError {
            throw Self.unusable(error)
        }
        var tickets = await prepare(vaults, job, folder)
        var totals = tickets.lazy.compactMap(\.storedTotals).first ?? SourceTotals()
        var issues = IssueLog()
        for group in Self.groups(of: tickets) {
            let run = try BackupRun(
                tickets: group.map { tickets[$0] }, job: job, settings: settings, threads: threads,
                progress: progress)
            let result = try await run.run()
            for (place, ticket) in zip(group, result.tickets) { tickets[place] = ticket }
            totals = result.totals
            issues = result.issues
        }
        if tickets.allSatisfy(\.isStored) { await folder.remove() }
        return BackupReport(totals: totals, issues: issues, outcomes: tickets.map(\.outcome))
    }

    /// Why no archive can hold what is said of a backup; nil when it can.
    private static func problem(with details: SnapshotDetails) -> String? {
        var line: [UInt8] = []
        IndexLine.details(details).append(to: &line)
        guard line.count > ArchiveLimits.detailsSizeMax else { return nil }
        return
            "the paths and tags of a backup are \(ByteCount(Int64(line.count))) together, and an "
            + "archive holds at most \(ByteCount(Int64(ArchiveLimits.detailsSizeMax)))"
    }

    package func removeAbandonedRuns(
        but open: @escaping @Sendable () throws -> Set<UUID>
    ) async throws -> Int {
        do {
            return try await RunFolder.removeAll(in: settings.stateFolder, but: open)
        } catch let error as FileError {
            throw Self.unusable(error)
        }
    }

    /// Looks what each vault has of the run already.
    private func prepare(
        _ vaults: [ArchiveVault], _ job: BackupJob, _ folder: RunFolder
    ) async -> [VaultTicket] {
        await withTaskGroup(of: (Int, VaultTicket).self) { group in
            for (place, vault) in vaults.enumerated() {
                group.addTask {
                    (place, await VaultTicket.prepare(vault, job, settings, folder))
                }
            }
            var tickets: [(Int, VaultTicket)] = []
            for await ticket in group { tickets.append(ticket) }
            return tickets.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Those who stand at the same place share one reading. Attempts that were interrupted may have
    /// left vaults at different places, and then each place has a reading of its own: what a vault
    /// has got is never sent to it again, and its index never speaks of another reading's bytes.
    private static func groups(of tickets: [VaultTicket]) -> [[Int]] {
        var groups: [[Int]] = []
        for (place, ticket) in tickets.enumerated() {
            guard let start = ticket.start else { continue }
            let known = groups.firstIndex { group in
                tickets[group[0]].start.map { $0.goesTogether(with: start) } ?? false
            }
            if let known { groups[known].append(place) } else { groups.append([place]) }
        }
        return groups
    }

    private static func unusable(_ error: FileError) -> EngineError {
        if case .inUse = error.kind {
            return EngineError(
                .locked, "another process is working on this run: \(error.message)",
                underlying: error)
        }
        return EngineError(
            .local, "the folder for interrupted runs cannot be used: \(error.message)",
            underlying: error)
    }
}
