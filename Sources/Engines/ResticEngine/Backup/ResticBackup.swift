internal import Connector
internal import Engine
internal import Host
internal import JSON
internal import Synchronization
internal import Values

/// One backup of one source into one repository.
final class ResticBackup: Sendable {
    /// What was read, as restic tells it.
    struct Reading: Sendable {
        var totals = SourceTotals()
        var issues = IssueLog()
        fileprivate var added = ByteCount(0)
        fileprivate var snapshot: String?
        fileprivate var statusTaken: UInt64 = 0
    }

    /// Stops restic at the first issue.
    private struct FirstIssue: Error {
        let issue: EntryIssue
    }

    private let job: BackupJob
    private let arguments: ResticArguments
    private let progress: RunProgress
    private let state = Mutex(Reading())

    /// A look at the progress each second is what a person can take in.
    private static let statusInterval: UInt64 = 1_000_000_000

    init(_ job: BackupJob, _ arguments: ResticArguments, _ progress: RunProgress) {
        self.job = job
        self.arguments = arguments
        self.progress = progress
    }

    var reading: Reading { state.withLock(\.self) }

    func run(to vault: any Vault) async throws -> BackupReport.Outcome {
        guard let vault = vault as? ResticVault else {
            throw EngineError(
                .foreignVault, "the vault at \(vault.place) was not opened for restic")
        }
        if let snapshot = try await vault.snapshot(of: job.run) {
            return BackupReport.Outcome(
                vault: vault.place, verdict: .stored(snapshot), sent: ByteCount(0), reused: 1)
        }
        // restic makes the snapshot itself: this is the last moment to be asked.
        try await job.fence()
        let end: ResticEnd
        do {
            end = try await vault.process.run(arguments.words) { try self.take($0) }
        } catch let first as FirstIssue {
            // It may have been done sooner than it could be stopped.
            if let snapshot = try await vault.snapshot(of: job.run) {
                try await vault.forget([snapshot.id], RunProgress())
            }
            throw EngineError(.source, first.issue.message)
        }
        guard end.isSuccess || end.hasIssues else { throw end.error("back up to \(vault.place)") }
        guard reading.snapshot != nil, let snapshot = try await vault.snapshot(of: job.run) else {
            throw EngineError(
                .local,
                "restic \(vault.process.program.version) ended well and made no snapshot")
        }
        let reading = reading
        return BackupReport.Outcome(
            vault: vault.place, verdict: .stored(reading.completing(snapshot)),
            sent: reading.added, reused: 0)
    }

    private func take(_ line: ResticLine) throws {
        guard line.bytes.count < ResticProcess.lineMax else {
            throw EngineError(
                .local, "restic wrote a line of more than \(ByteCount(ResticProcess.lineMax))")
        }
        guard isWanted(line.bytes), let message = line.message else { return }
        switch message["message_type"]?.text {
        case "status": show(message)
        case "error": try takeIssue(message)
        case "summary": takeSummary(message)
        default: break
        }
    }

    /// Passes over status lines that come faster than anybody looks, before they are parsed.
    private func isWanted(_ line: [UInt8]) -> Bool {
        guard line.starts(with: Self.statusStart) else { return true }
        let now = MonotonicTime.nanoseconds
        return state.withLock { state in
            guard now - state.statusTaken >= Self.statusInterval else { return false }
            state.statusTaken = now
            return true
        }
    }

    private static let statusStart = Array(#"{"message_type":"status""#.utf8)

    private func show(_ status: JSON) {
        progress.update { state in
            if let files = status["total_files"]?.wholeNumber,
                let bytes = status["total_bytes"]?.wholeNumber
            {
                state.totals = SourceTotals(entries: files, size: ByteCount(bytes))
            }
            state.entries = status["files_done"]?.wholeNumber ?? state.entries
            state.bytes = status["bytes_done"]?.wholeNumber ?? state.bytes
            state.current = status["current_files"]?[0]?.text ?? state.current
        }
    }

    private func takeIssue(_ message: JSON) throws {
        let item = message["item"]?.text ?? ""
        let error = message["error"]
        // Before 0.16 the number of the system's error is all that comes of it.
        let number = error?["Err"]?.wholeNumber.flatMap(Int32.init(exactly:))
        let said =
            error?["message"]?.text ?? number.map { SystemError("read", code: $0).reason }
            ?? error?["Err"]?.text ?? error?.text ?? "it gave no reason"
        let issue = EntryIssue(
            .unreadable, path: Array(item.utf8.prefix(EntryPath.lengthMax)),
            "\(item.prefix(4096)): \(said.prefix(1000))")
        state.withLock { $0.issues.append(issue) }
        progress.update { $0.issues += 1 }
        if job.issuePolicy == .failFast { throw FirstIssue(issue: issue) }
    }

    private func takeSummary(_ summary: JSON) {
        func number(_ key: String) -> Int64 { summary[key]?.wholeNumber ?? 0 }
        state.withLock { state in
            state.totals = SourceTotals(
                entries: number("total_files_processed"),
                size: ByteCount(number("total_bytes_processed")))
            // Compressed since 0.17; before that nobody says.
            state.added = ByteCount(
                summary["data_added_packed"]?.wholeNumber ?? number("data_added"))
            state.snapshot = summary["snapshot_id"]?.text
        }
    }
}

extension ResticBackup.Reading {
    /// With what older releases do not keep in the snapshot.
    fileprivate func completing(_ snapshot: Snapshot) -> Snapshot {
        Snapshot(
            id: snapshot.id, source: snapshot.source, run: snapshot.run, origin: snapshot.origin,
            time: snapshot.time, details: snapshot.details, contentSize: totals.size,
            storedSize: added, entries: totals.entries, issues: issues.count)
    }
}
