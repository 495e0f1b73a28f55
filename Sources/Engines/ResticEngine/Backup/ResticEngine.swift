internal import Connector
package import Engine
internal import FilesConnector
package import Values

/// Backs up with the restic of this machine, where an operator insists on it.
///
/// restic reads files itself. So a source can only be one of files, every vault costs a reading of
/// its own, and of an interrupted run only what restic had finished is not sent again.
package struct ResticEngine: Engine {
    package init() {}

    package var format: VaultFormat { .repository }

    package func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport {
        guard let source = job.source as? FilesSource else {
            throw EngineError(
                .source,
                "restic reads files by itself and cannot be given \(job.source.title): back it up "
                    + "with Holdfast's own engine, which writes the same repositories")
        }
        let arguments = try ResticArguments(source, job)
        var totals = SourceTotals()
        var issues = IssueLog()
        var outcomes: [BackupReport.Outcome] = []
        for vault in vaults {
            let backup = ResticBackup(job, arguments, progress)
            do {
                outcomes.append(try await backup.run(to: vault))
            } catch let error as EngineError where error.kind != .cancelled {
                outcomes.append(.failed(vault.place, error))
            }
            // Each vault had a reading of its own: the last one's figures stand for all.
            let reading = backup.reading
            if reading.totals.entries > 0 { totals = reading.totals }
            if issues.count <= reading.issues.count { issues = reading.issues }
        }
        return BackupReport(totals: totals, issues: issues, outcomes: outcomes)
    }

    /// Nothing is kept here of a run: what restic finished of one lies in the vault.
    package func removeAbandonedRuns(
        but open: @escaping @Sendable () throws -> Set<UUID>
    ) async throws -> Int {
        0
    }
}

extension BackupReport.Outcome {
    fileprivate static func failed(_ place: String, _ error: EngineError) -> Self {
        BackupReport.Outcome(
            vault: place, verdict: .failed(error), sent: ByteCount(0), reused: 0)
    }
}
