internal import Compression
internal import Connector
internal import Engine
internal import Host
internal import Values

/// One reading and what becomes of it in the vaults that share it.
struct BackupRun {
    private let tickets: [VaultTicket]
    private let job: BackupJob
    private let settings: ArchiveEngine.Settings
    private let pass: BackupPass
    private let threads: ThreadPool

    struct Result {
        var tickets: [VaultTicket]
        var totals: SourceTotals
        var issues: IssueLog
    }

    /// - Precondition: All tickets are open, at the same place.
    init(
        tickets: [VaultTicket], job: BackupJob, settings: ArchiveEngine.Settings,
        threads: ThreadPool, progress: RunProgress
    ) throws {
        self.tickets = tickets
        self.job = job
        self.settings = settings
        self.threads = threads
        guard let start = tickets.first?.start else { preconditionFailure("a run has a vault") }
        pass = try BackupPass(
            tickets.compactMap(\.lane), from: start, job: job, settings: settings,
            threads: threads, progress: progress)
    }

    func run() async throws -> Result {
        let pass = pass
        let outcome = try await withTaskCancellationHandler {
            try await withSendingLanes { try await write() }
        } onCancel: {
            pass.cancel()
        }
        return outcome
    }

    /// Runs the lanes beside `body`, to their ends.
    private func withSendingLanes(_ body: () async throws -> Result) async throws -> Result {
        try await withThrowingDiscardingTaskGroup { group in
            for lane in pass.lanes {
                group.addTask(executorPreference: threads) { await lane.run() }
            }
            defer { for lane in pass.lanes { lane.close() } }
            return try await body()
        }
    }

    private func write() async throws -> Result {
        var end: BackupPass.End?
        do {
            end = try await pass.run()
        } catch is NobodyLeft {
            // Each vault says what became of it.
        } catch {
            throw Self.readingFailure(error, job.source.title)
        }
        let finished = await finish(end)
        if Task.isCancelled, !finished.contains(where: \.isStored) {
            throw EngineError(.cancelled, "the backup was cancelled")
        }
        let position = end?.position ?? WalkPosition()
        return Result(
            tickets: finished,
            totals: SourceTotals(entries: position.entries, size: ByteCount(position.content)),
            issues: pass.issues)
    }

    /// Finishes the snapshot in every vault that is still there.
    private func finish(_ end: BackupPass.End?) async -> [VaultTicket] {
        await withTaskGroup(of: (Int, VaultTicket).self) { group in
            for (place, ticket) in tickets.enumerated() {
                group.addTask(executorPreference: threads) { (place, await finish(ticket, end)) }
            }
            var done: [(Int, VaultTicket)] = []
            for await ticket in group { done.append(ticket) }
            return done.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func finish(_ ticket: VaultTicket, _ end: BackupPass.End?) async -> VaultTicket {
        guard case .open(let lane, _, let journal) = ticket.state else { return ticket }
        var done = ticket
        do {
            if let failure = lane.failure { throw failure }
            guard let end else { throw EngineError(.cancelled, "nothing was read to its end") }
            done.state = .stored(
                try await SnapshotFinish(lane, journal, end, job, settings).run())
        } catch {
            lane.fail(error)
            done.state = .failed(EngineError(error, at: ticket.vault.place))
        }
        done.sent = lane.sent
        if pass.newcomers > 0, done.isStored {
            let what = pass.newcomers == 1 ? "1 entry" : "\(pass.newcomers) entries"
            done.notes.append(
                "\(what) came to be after this backup began, where an attempt that was interrupted "
                    + "had been; the next one takes them")
        }
        return done
    }

    private static func readingFailure(_ error: any Error, _ title: String) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is CancellationError: EngineError(.cancelled, "the backup was cancelled")
        // Who waits for frames may hear of it first.
        case let error as CompressionError where error.kind == .cancelled:
            EngineError(.cancelled, "the backup was cancelled", underlying: error)
        default:
            EngineError(.source, "\(title) could not be read: \(error)", underlying: error)
        }
    }
}

extension VaultTicket {
    fileprivate var lane: VaultLane? {
        guard case .open(let lane, _, _) = state else { return nil }
        return lane
    }
}
