internal import Connector
internal import Engine
internal import Host
internal import Values

/// One reading and what becomes of it in the vaults.
struct BackupRun {
    private let tickets: [VaultTicket]
    private let job: BackupJob
    private let settings: RepositoryEngine.Settings
    private let state: RunState
    private let pass: BackupPass
    private let lanes: [VaultLane]

    init(
        _ tickets: [VaultTicket], job: BackupJob, settings: RepositoryEngine.Settings,
        state: RunState, progress: RunProgress
    ) {
        self.tickets = tickets
        self.job = job
        self.settings = settings
        self.state = state
        lanes = tickets.compactMap(\.lane)
        pass = BackupPass(CutWays(lanes), job: job, settings: settings, progress: progress)
    }

    func run() async throws -> BackupReport {
        let pass = pass
        return try await withTaskCancellationHandler {
            try await write()
        } onCancel: {
            pass.cancel(EngineError(.cancelled, "the backup was cancelled"))
        }
    }

    private func write() async throws -> BackupReport {
        let parents = try await parents()
        let memories = try await memories(parents)
        // One for the thread that walks, and one for each vault.
        let threads = try ThreadPool(name: "repository", size: lanes.count + 1)
        let end = try await withThrowingDiscardingTaskGroup { group in
            for lane in lanes { group.addTask(executorPreference: threads) { await lane.run() } }
            for case let trees? in parents { group.addTask { await trees.run() } }
            defer { for case let trees? in parents { trees.stop() } }
            return try await read(threads, memories)
        }
        let finished = await finish(end, memories)
        if Task.isCancelled, !finished.contains(where: \.isStored) {
            throw EngineError(.cancelled, "the backup was cancelled")
        }
        return BackupReport(
            totals: end?.totals ?? SourceTotals(), issues: pass.issues,
            outcomes: finished.map(\.outcome))
    }

    /// nil when all vaults have failed meanwhile.
    private func read(
        _ threads: ThreadPool, _ memories: [LaneMemory]
    ) async throws -> BackupPass.End? {
        do {
            let pass = pass
            return try await threads.run { try pass.run(memories) }
        } catch is NobodyLeft {
            return nil
        } catch {
            throw Self.readingFailure(error, job.source.title)
        }
    }

    private static func readingFailure(_ error: any Error, _ title: String) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is CancellationError: EngineError(.cancelled, "the backup was cancelled")
        default:
            EngineError(.source, "\(title) could not be read: \(error)", underlying: error)
        }
    }

    // MARK: What is known from before

    private func cacheName(_ lane: VaultLane) throws(FileError) -> RelativePath {
        try FilesCacheLayout.name(
            repository: lane.vault.config.id, hostName: job.details.hostName,
            paths: job.details.paths)
    }

    /// By lane: the trees of its parent, where there is no cache of its files.
    private func parents() async throws -> [ParentTrees?] {
        var parents: [ParentTrees?] = []
        for lane in lanes {
            guard let (id, file) = lane.parent,
                try await !state.hasCache(cacheName(lane), of: id)
            else {
                parents.append(nil)
                continue
            }
            let trees = ParentTrees(file.tree) { tree in
                try await lane.vault.parentTree(tree, lane.known.index)
            }
            parents.append(trees)
        }
        return parents
    }

    private func memories(_ parents: [ParentTrees?]) async throws -> [LaneMemory] {
        var memories: [LaneMemory] = []
        do {
            for (lane, trees) in zip(lanes, parents) {
                memories.append(
                    try await state.memory(of: lane, cacheName(lane), orElse: trees))
            }
        } catch let error as FileError {
            throw EngineError(
                .local, "the folder for what is known of files cannot be used: \(error.message)",
                underlying: error)
        }
        return memories
    }

    // MARK: Finishing

    /// Makes the snapshot in every vault that is still there.
    private func finish(
        _ end: BackupPass.End?, _ memories: [LaneMemory]
    ) async -> [VaultTicket] {
        await withTaskGroup(of: (Int, VaultTicket).self) { group in
            var number = 0
            for (place, ticket) in tickets.enumerated() {
                guard case .open(let lane, let journal) = ticket.state else {
                    group.addTask { (place, ticket) }
                    continue
                }
                let (index, memory) = (number, memories[number])
                number += 1
                group.addTask {
                    var done = ticket
                    do {
                        let snapshot = try await finish(lane, journal, index, end, memory)
                        done.state = .stored(snapshot)
                    } catch {
                        done.state = .failed(EngineError(error, at: lane.vault.place))
                    }
                    done.sent = lane.counts.sent
                    return (place, done)
                }
            }
            var done: [(Int, VaultTicket)] = []
            for await ticket in group { done.append(ticket) }
            return done.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func finish(
        _ lane: VaultLane, _ journal: PackJournal, _ index: Int, _ end: BackupPass.End?,
        _ memory: LaneMemory
    ) async throws -> Snapshot {
        if let failure = lane.failure { throw failure }
        guard let end else { throw EngineError(.cancelled, "nothing was read to its end") }
        try await lane.drain()
        try await lane.storeIndex()
        let cut = pass.ways.lanes[index].cut
        let finish = SnapshotFinish(lane, job: job, settings: settings, issues: pass.issues.count)
        let (id, snapshot) = try await finish.run(
            end.trees[cut], end, end.changes[index])
        if !settings.isRehearsal {
            await state.commit(memory, as: try cacheName(lane), for: id)
        }
        // A journal that stays is of a run that has its snapshot, and is never read again.
        try? await journal.remove()
        return snapshot
    }
}
