internal import ArchiveEngine
package import Connector
package import Engine
package import LocalState
internal import RepositoryEngine
package import Storage
package import Values

/// Backs up a source of this machine into vaults that stand alone.
package struct LocalBackup: Sendable {
    private let state: LocalState
    private let opening: VaultOpening
    private let engines: FormatEngines

    package init(state: LocalState, opening: VaultOpening, engines: FormatEngines) {
        self.state = state
        self.opening = opening
        self.engines = engines
    }

    /// What is to be backed up.
    package struct Request: Sendable {
        package let source: any Connector
        /// What makes it the same source next time.
        package let paths: [[UInt8]]
        package let details: SnapshotDetails
        package let issuePolicy: IssuePolicy
        /// Of what is taken and left out; another choice is another run.
        package let terms: String
        /// Begin anew even where an interrupted run could go on.
        package let isFresh: Bool
        /// A run that nothing is kept of; the engine of repositories is one that only rehearses.
        package let rehearsal: UUID?

        package init(
            source: any Connector, paths: [[UInt8]], details: SnapshotDetails,
            issuePolicy: IssuePolicy, terms: String, isFresh: Bool, rehearsal: UUID? = nil
        ) {
            self.source = source
            self.paths = paths
            self.details = details
            self.issuePolicy = issuePolicy
            self.terms = terms
            self.isFresh = isFresh
            self.rehearsal = rehearsal
        }

        /// Of what has to be the same for an interrupted run to go on.
        fileprivate var fingerprint: String {
            job(as: UUID(high: 0, low: 0), started: Timestamp(milliseconds: 0)).fingerprint
        }

        fileprivate func job(as run: UUID, started: Timestamp) -> BackupJob {
            BackupJob(
                run: run, source: source, details: details, issuePolicy: issuePolicy,
                terms: terms, started: started)
        }
    }

    package struct Result: Sendable {
        package let report: BackupReport
        /// It went on with a run that had been interrupted.
        package let isContinued: Bool
        package let run: UUID
    }

    /// Goes on with the source's interrupted run to the same vaults, or begins one. A vault that
    /// cannot be opened fails alone.
    /// - Throws: When no vault can be opened, when another command backs up the same source, and
    ///   what the engine throws.
    package func run(
        _ request: Request, to places: [any Storage], now: Timestamp, _ progress: RunProgress
    ) async throws -> Result {
        if let run = request.rehearsal {
            return try await rehearse(request, as: run, to: places, now: now, progress)
        }
        let record = try state.source(of: request.paths)
        let lock = try state.lock(record)
        defer { withExtendedLifetime(lock) {} }
        var vaults: [(id: UUID, vault: any Vault)] = []
        var refused: [BackupReport.Outcome] = []
        var firstError: (any Error)?
        for place in places {
            do {
                vaults.append(try await open(place, record))
            } catch let error as CancellationError {
                throw error
            } catch {
                firstError = firstError ?? error
                refused.append(.refused(place.place, error))
            }
        }
        if vaults.isEmpty, let firstError { throw firstError }
        // Before an interrupted run is given up for this one.
        try FormatEngines.requireDistinct(vaults.map(\.vault))
        if request.isFresh { try state.endRun(of: record.source) }
        let (open, isContinued) = try state.run(
            of: record.source, to: vaults.map(\.id), terms: request.fingerprint, now: now)
        let job = request.job(as: open.run, started: open.started)
        let report = try await engines.backup(job, to: vaults.map(\.vault), progress)
        // Where one vault has it, the next run begins anew: a vault that stays away must not keep
        // the others from getting new snapshots.
        if report.outcomes.contains(where: \.isStored) { try state.endRun(of: record.source) }
        await removeAbandonedRuns(now: now)
        return Result(
            report: BackupReport(
                totals: report.totals, issues: report.issues, outcomes: report.outcomes + refused),
            isContinued: isContinued, run: open.run)
    }

    private func rehearse(
        _ request: Request, as run: UUID, to places: [any Storage], now: Timestamp,
        _ progress: RunProgress
    ) async throws -> Result {
        var vaults: [any Vault] = []
        for place in places {
            guard let repositories = engines.repositories,
                try await opening.format(at: place) == .repository
            else {
                throw StandAloneError(
                    .unsupported,
                    "\(place.place) is no repository, and of an archive nobody knows what would be "
                        + "stored before it is made")
            }
            vaults.append(
                try await opening.openRepository(at: place, settings: repositories.settings))
        }
        let job = request.job(as: run, started: now)
        return Result(
            report: try await engines.backup(job, to: vaults, progress), isContinued: false,
            run: run)
    }

    private func open(
        _ place: any Storage, _ record: SourceRecord
    ) async throws -> (id: UUID, vault: any Vault) {
        if let repositories = engines.repositories,
            try await opening.format(at: place) == .repository
        {
            if let upstream = repositories.upstream {
                let (vault, id) = try await upstream(place, opening)
                try opening.rememberRepository(id, at: place)
                return (id, vault)
            }
            let vault = try await opening.openRepository(
                at: place, settings: repositories.settings)
            try opening.remember(vault, at: place)
            return (vault.localID, vault)
        }
        let vault = try await opening.openForWriting(place, source: record)
        return (vault.marker.vault, vault)
    }

    /// What was kept of runs that ended for some vaults and not for others, or that nobody went on
    /// with.
    private func removeAbandonedRuns(now: Timestamp) async {
        await engines.removeAbandonedRuns { [state] in
            Set(try state.openRuns(now: now).map(\.run))
        }
    }
}

extension BackupReport {
    /// Also where an earlier attempt had stored all of it and this one only finds the snapshot,
    /// which says how many there were.
    package var issueCount: Int {
        outcomes.reduce(issues.count) { count, outcome in
            guard case .stored(let snapshot) = outcome.verdict else { return count }
            return max(count, snapshot.issues)
        }
    }
}

extension BackupReport.Outcome {
    package var isStored: Bool {
        if case .stored = verdict { return true }
        return false
    }

    static func refused(_ place: String, _ error: any Error) -> Self {
        BackupReport.Outcome(
            vault: place,
            verdict: .failed(
                error as? EngineError
                    ?? EngineError(.storage, "\(error)", underlying: error)),
            sent: ByteCount(0), reused: 0)
    }
}
