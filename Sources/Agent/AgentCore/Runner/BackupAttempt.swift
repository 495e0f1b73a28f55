internal import AgentProtocol
internal import Connector
internal import Cryptography
internal import Domain
internal import Drill
internal import Engine
internal import FilesConnector
internal import Host
internal import LocalState
internal import SQLiteConnector
internal import StandAlone
internal import Synchronization
internal import Telemetry
internal import Values
internal import VaultLocation

/// One attempt at a backup: hooks around it, one reading, an outcome for each vault.
struct BackupAttempt: Sendable {
    let run: JournaledRun
    let source: ConfiguredSource
    /// Those that have nothing of this run yet.
    let vaults: [ConfiguredVault]
    let parts: RunnerParts
    let control: RunControl
    let progress: RunProgress
    private let throttle: RunThrottle?
    private let fence: PublishingFence
    private let notes = SourceNotes()

    init(
        run: JournaledRun, source: ConfiguredSource, vaults: [ConfiguredVault],
        bandwidth: Bandwidth?, parts: RunnerParts, control: RunControl, progress: RunProgress
    ) {
        self.run = run
        self.source = source
        self.vaults = vaults
        self.parts = parts
        self.control = control
        self.progress = progress
        throttle = RunThrottle(bandwidth)
        fence = PublishingFence(run, parts, control)
    }

    /// What an attempt amounts to so far.
    private struct State {
        var summary: Journal.Summary
        var hasBegun = false
    }

    /// What the reading came to; nil where no vault could be opened.
    private struct Reading: Sendable {
        var opened: [(id: ID<KnownVault>, vault: VaultAccess.Opened)] = []
        var failed: [VaultOutcome] = []
        var report: BackupReport?

        func close() async {
            for (_, vault) in opened { await vault.close() }
        }
    }

    /// How long the hook after a backup has when the process is being stopped.
    private static let lastHookMax = Duration.seconds(60)

    /// On a thread that may block, and not on whoever asks for it.
    @concurrent
    func execute(_ log: RunLog) async {
        var state = State(
            summary: Journal.Summary(report: AttemptReport(issueRule: source.issueRule)))
        if let refusal = parts.policy.refusal({ $0.refusal(of: source) }) {
            state.summary.report.failure = refusal
        } else {
            await work(&state, log)
            if state.hasBegun { await end(&state, log) }
        }
        if fence.isPassed.isRaised, control.stop == nil || control.stop == .cancelled {
            await findPublished()
        }
        if control.stop == .cancelled {
            for vault in vaults { await record(outcome(vault.id, .cancelled)) }
        }
        await parts.settle(run, state.summary, retry: source.retry, control)
    }

    private func work(_ state: inout State, _ log: RunLog) async {
        do {
            if !source.hooks.isEmpty {
                // Written first: whoever dies in a hook owes the one that undoes it.
                try await parts.journal.setOwesHook(true, run.id)
                state.hasBegun = true
            }
            if let failure = try await before(log) {
                state.summary.report.failure = failure
                return
            }
            // Another worker may have come to its end and died before it said so.
            let missing = try await missing()
            let reading = try await control.stoppable { try await read(for: missing) }
            await record(reading)
            if control.stop != .lost { await tell(reading, &state, log) }
            await reading.close()
        } catch {
            guard control.stop == nil else { return }
            state.summary.report.failure = RunFailure(error)
        }
    }

    /// What people want to know of it, and what lies in the vaults now.
    private func tell(_ reading: Reading, _ state: inout State, _ log: RunLog) async {
        if let report = reading.report {
            state.summary.entries = report.totals.entries
            state.summary.content = report.totals.size
            state.summary.report.issues = report.issueCount
            await note(report, log)
        }
        for (id, opened) in reading.opened {
            guard let vault = vaults.first(where: { $0.id == id }) else { continue }
            await list(opened.vault, vault)
        }
    }

    // MARK: Hooks

    private func before(_ log: RunLog) async throws -> RunFailure? {
        guard let command = source.hooks.before else { return nil }
        let call = hook(.before, command, status: nil, source.hooks.timeLimit)
        return try await control.stoppable { [parts] in
            try await call.run(with: parts.programs, log)
        }
    }

    /// The hook after it runs whatever happened, once the one before it may have begun.
    private func end(_ state: inout State, _ log: RunLog) async {
        let isLast = control.stop == .shutdown
        let limit =
            isLast ? min(source.hooks.timeLimit, Self.lastHookMax) : source.hooks.timeLimit
        if let command = source.hooks.after {
            let call = hook(.after, command, status: await status(state), limit)
            do {
                if let failure = try await call.run(with: parts.programs, log) {
                    state.summary.report.postHookFailed = true
                    try await log.add(.error, failure.message)
                }
            } catch {
                state.summary.report.postHookFailed = true
                if Task.isCancelled { return }
            }
        }
        _ = await parts.persist(control) { try await parts.journal.setOwesHook(false, run.id) }
    }

    private func status(_ state: State) async -> String {
        var report = state.summary.report
        switch control.stop {
        case .shutdown: return "interrupted"
        case .cancelled, .lost: report.wasCancelled = true
        case nil: break
        }
        do {
            return RunVerdict(report, try await parts.journal.outcomes(of: run)).rawValue
        } catch {
            return RunVerdict.failed.rawValue
        }
    }

    private func hook(
        _ moment: HookCall.Moment, _ command: String, status: String?, _ limit: Duration
    ) -> HookCall {
        HookCall(
            moment: moment, command: command, run: run, sourceName: source.name, status: status,
            timeLimit: limit)
    }

    // MARK: Reading

    /// Those that have no snapshot of this run.
    private func missing() async throws -> [ConfiguredVault] {
        guard control.isLeased, run.position.fence > 1 else { return vaults }
        try await PublishedSearch(parts).record(of: run, in: vaults, requiresAnswers: true) {
            await record($0)
        }
        let unfinished = try await parts.journal.outcomes(of: run).unfinished
        return vaults.filter { unfinished.contains($0.id) }
    }

    private func read(for vaults: [ConfiguredVault]) async throws -> Reading {
        guard !vaults.isEmpty else { return Reading() }
        switch source.configuration {
        case .files(let files): return try await read(try self.files(files), for: vaults)
        case .sqlite(let database): return try await read(database, for: vaults)
        case .sftp(let remote):
            return try await parts.servers.with(remote, source.secrets) { line in
                try await read(try line.source(remote.files), for: vaults)
            }
        }
    }

    private func read(
        _ database: SQLiteConfiguration, for vaults: [ConfiguredVault]
    ) async throws -> Reading {
        // The copy of a database lies beside drills: a place of its own that is swept.
        return try await ScratchFolder.with(
            in: parts.folders.drills(), named: "drill", ids: parts.ids
        ) { folder in
            try await read(
                SQLiteSource(
                    FilePath(database.path), confinement: try parts.policy.readable(),
                    scratch: folder, checksIntegrity: database.checksIntegrity), for: vaults)
        }
    }

    private func read(
        _ connector: any Connector, for vaults: [ConfiguredVault]
    ) async throws -> Reading {
        let paths = source.configuration.paths
        var reading = Reading()
        do {
            for vault in vaults {
                do {
                    let opened = try await parts.access.openForWriting(
                        vault, source, paths: paths.map { Array($0.utf8) }, throttle)
                    reading.opened.append((vault.id, opened))
                } catch let error as CancellationError {
                    throw error
                } catch {
                    reading.failed.append(outcome(vault.id, .failed(RunFailure(error))))
                }
            }
            guard !reading.opened.isEmpty else { return reading }
            reading.report = try await backUp(connector, to: reading.opened.map(\.vault.vault))
            return reading
        } catch {
            await reading.close()
            throw error
        }
    }

    private func backUp(
        _ connector: any Connector, to vaults: [any Vault]
    ) async throws -> BackupReport {
        let details = SnapshotDetails(
            hostName: source.remote?.host ?? parts.hostName, paths: source.configuration.paths)
        let policy: IssuePolicy =
            switch source.issueRule {
            case .failFast: .failFast
            case .fail: .skipAndFail
            case .warn: .skip
            }
        let job = BackupJob(
            run: run.id.uuid, snapshot: snapshotID, source: connector, origin: source.id.uuid,
            details: details, issuePolicy: policy, terms: "\(source.configuration)",
            started: run.created, fence: { [fence] in try await fence.pass() })
        return try await withThrowingTaskGroup(of: BackupReport?.self) { group in
            group.addTask { try await parts.access.engines.backup(job, to: vaults, progress) }
            // Only people look at the count; nothing waits for it.
            group.addTask { [progress] in
                do {
                    let totals = try connector.measure { counted in
                        progress.update { $0.totals = counted }
                    }
                    progress.update { $0.totals = totals }
                } catch {
                    progress.update { $0.totals = nil }
                }
                return nil
            }
            while let report = try await group.next() {
                guard let report else { continue }
                group.cancelAll()
                return report
            }
            throw CancellationError()
        }
    }

    /// Somebody else may have begun this run, and even be at it still: what two write never lies in
    /// one place.
    private var snapshotID: UUID? {
        guard control.isLeased else { return nil }
        let hash = SHA256.hash(
            Array("holdfast-worker-snapshot-1\n".utf8) + run.id.uuid.bytes + parts.agent.uuid.bytes
        ).bytes
        let high = hash[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = hash[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return UUID(
            high: high & ~0xF000 | 0x8000, low: low & ~(0b11 << 62) | 0b10 << 62)
    }

    private func files(_ files: FilesConfiguration) throws -> FilesSource {
        var options = FilesOptions(files)
        options.confinement = try parts.policy.readable()
        for file in parts.journalFiles { options.excludes.add(path: file) }
        options.vaultFolders = vaults.compactMap { vault in
            // A place that cannot be read is told by whoever opens it.
            guard case .folder(let path) = try? VaultLocation(vault.place) else { return nil }
            return FilePath(path)
        }
        return FilesSource(files.paths.map { FilePath($0) }, options: options) { [notes] in
            notes.add($0)
        }
    }

    // MARK: Outcomes

    private func outcome(_ vault: ID<KnownVault>, _ result: VaultOutcome.Result) -> VaultOutcome {
        VaultOutcome(vault: vault, attempt: run.position.attempt, result: result)
    }

    private func outcome(
        _ vault: ID<KnownVault>, _ made: BackupReport.Outcome
    ) -> VaultOutcome {
        let result: VaultOutcome.Result =
            switch made.verdict {
            case .stored(let snapshot): .stored(locator: snapshot.id.text)
            case .failed(let error): .failed(RunFailure(error))
            }
        return VaultOutcome(
            vault: vault, attempt: run.position.attempt, result: result, size: made.sent)
    }

    /// What is in a vault is written down whatever comes.
    private func record(_ reading: Reading) async {
        for outcome in reading.failed { await record(outcome) }
        for (opened, made) in zip(reading.opened, reading.report?.outcomes ?? []) {
            await record(outcome(opened.id, made))
        }
    }

    private func record(_ outcome: VaultOutcome) async {
        // Of a run that is somebody else's nothing is told, but for a snapshot that is there.
        guard control.stop != .lost || outcome.isGood else { return }
        _ = await parts.persist(control) {
            try await parts.journal.record(outcome, of: run.id)
        }
    }

    /// A vault may have taken what it did not answer to.
    private func findPublished() async {
        do {
            try await PublishedSearch(parts).record(of: run, in: vaults) { await record($0) }
        } catch {
            parts.log.error("vaults cannot be asked", ["reason": "\(error)"])
        }
    }

    private func list(_ opened: any Vault, _ vault: ConfiguredVault) async {
        do {
            try await VaultReading(opened, vault, parts).record(of: run.id)
        } catch {
            // The backup is safe; what lies there is read again after the next one.
            parts.log.warning("vault could not be listed", ["reason": "\(error)"])
        }
    }

    private func note(_ report: BackupReport, _ log: RunLog) async {
        do {
            for issue in report.issues.samples { try await log.add(.warning, issue.message) }
            let notes = notes.all + report.outcomes.flatMap(\.notes)
            for note in notes { try await log.add(.info, note) }
            try await log.flush()
        } catch {
            parts.log.error("lines could not be kept", ["reason": "\(error)"])
        }
    }
}

/// What a source says of what it leaves out on purpose.
private final class SourceNotes: Sendable {
    /// More tell nobody anything.
    private static let max = 100

    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { if $0.count < Self.max { $0.append(line) } }
    }
}

extension SourceConfiguration {
    /// What is protected, as people named it.
    var paths: [String] {
        switch self {
        case .files(let files): files.paths
        case .sqlite(let database): [database.path]
        case .sftp(let remote): remote.files.paths
        }
    }
}
