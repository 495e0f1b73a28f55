internal import Connector
internal import Engine
internal import Host
internal import Synchronization
internal import Values

/// One reading of the source for all vaults. One thread walks, and works when it is ahead; others
/// read, cut and store.
final class BackupPass: Sendable {
    let ways: CutWays
    let settings: RepositoryEngine.Settings
    let state: Monitor<PassState>
    private let job: BackupJob
    private let progress: RunProgress
    private let log = Mutex(IssueLog())

    /// Where a reading that was not interrupted has ended.
    struct End: Sendable {
        /// Of everything, by the way of cutting.
        var trees: [BlobID]
        var totals: SourceTotals
        var files: Int64 = 0
        var folders: Int64 = 0
        /// By lane.
        var changes: [FileChanges]
    }

    /// How the files of a backup compare with the last one.
    struct FileChanges: Hashable, Sendable {
        var new: Int64 = 0
        var changed: Int64 = 0
        var unmodified: Int64 = 0
    }

    init(
        _ ways: CutWays, job: BackupJob, settings: RepositoryEngine.Settings,
        progress: RunProgress
    ) {
        self.ways = ways
        self.job = job
        self.settings = settings
        self.progress = progress
        state = Monitor(PassState(workers: settings.workers, cuts: ways.count))
    }

    /// As far as the reading has come.
    var issues: IssueLog { log.withLock { $0 } }

    /// Ends everything; to be continued another time.
    func cancel(_ error: any Error) {
        state.change { state in
            if state.failure == nil { state.failure = error }
        }
        for (lane, _) in ways.lanes { lane.fail(error) }
    }

    /// Reads the source to its end and hands all packs over. Blocks.
    /// - Parameter memories: For each lane what is known from before, and where to note it now.
    /// - Throws: What ends the reading. A vault's failure is in its lane.
    func run(_ memories: [LaneMemory]) throws -> End {
        let threads = try startWorkers()
        defer { for thread in threads { thread.join() } }
        do {
            let walk = try SourceWalk(self, job.source.entries(), memories)
            let end = try walk.run()
            state.change { $0.isClosed = true }
            for (lane, _) in ways.lanes { flush(lane) }
            return end
        } catch {
            cancel(error)
            throw state.change { $0.failure } ?? error
        }
    }

    private func startWorkers() throws -> [HostThread] {
        var threads: [HostThread] = []
        do {
            for number in 1..<max(2, settings.workers) {
                let worker = try PassWorker(self)
                threads.append(try start(worker, number))
            }
        } catch {
            cancel(error)
            for thread in threads { thread.join() }
            throw error
        }
        return threads
    }

    private func start(_ worker: PassWorker, _ number: Int) throws -> HostThread {
        // It is the thread's from here on.
        let handed = WorkerBox(worker)
        return try HostThread.start(name: "repository \(number)", role: .blocking) { [self] in
            do {
                try handed.worker.run()
            } catch {
                state.change { state in
                    if state.failure == nil { state.failure = error }
                }
            }
        }
    }

    private func flush(_ lane: VaultLane) {
        guard lane.failure == nil else { return }
        do {
            try lane.flush()
            lane.close()
        } catch {
            lane.fail(error)
        }
    }

    // MARK: For those who work

    func nextWork() throws -> PassState.Work? {
        try state.wait { state -> PassState.Work?? in
            if let failure = state.failure { throw failure }
            if let work = state.take() { return work }
            return state.isOver ? .some(nil) : nil
        }
    }

    func note(_ issue: EntryIssue) throws {
        let count = log.withLock { log in
            log.append(issue)
            return log.count
        }
        progress.update { $0.issues = count }
        guard job.issuePolicy == .failFast else { return }
        throw EngineError(.source, issue.message, underlying: issue)
    }

    /// Content went through.
    func read(_ count: Int64) {
        progress.update { $0.bytes += count }
    }

    func passed(_ entries: Int64, at path: EntryPath, sent: Int64) {
        progress.update { state in
            state.entries = entries
            state.current = path.description
            state.transferred = sent
        }
    }
}

/// Hands a worker to the thread that it works on.
private final class WorkerBox: @unchecked Sendable {
    // `@unchecked Sendable`: made on one thread, and used on one other from then on.

    let worker: PassWorker

    init(_ worker: PassWorker) {
        self.worker = worker
    }
}
