internal import Engine
internal import Storage
internal import Synchronization
internal import Values

/// The way of one backup to one vault: blobs go into packs, packs are sent, and an index says where
/// everything is. What goes wrong ends this lane and no other.
final class VaultLane: Sendable {
    /// Packs that are whole and not stored: one that waits while one is sent.
    private static let underwayMax = 2
    /// What is stored is in an index no later than that: others find it, and a run that never ends
    /// well has not been for nothing.
    static let indexEvery = Duration.seconds(10 * 60)

    private struct State: Sendable {
        var queue: [FinishedPack] = []
        /// Waiting or being sent.
        var underway = 0
        var isClosed = false
        var failure: EngineError?
        var index = IndexDraft()
        /// Whether a full index is being stored by somebody.
        var isIndexing = false

        /// True for who is to store the index now. He says when that is done.
        mutating func takesIndex(_ isDue: Bool) -> Bool {
            guard isDue, !isIndexing else { return false }
            isIndexing = true
            return true
        }

        var isOver: Bool { failure != nil || isClosed && underway == 0 && !isIndexing }
    }

    struct Counts: Sendable {
        /// Bytes of packs that were stored.
        var sent: Int64 = 0
        var dataBlobs: Int64 = 0
        var treeBlobs: Int64 = 0
        /// Of new blobs: their content, and what became of it.
        var added: Int64 = 0
        var stored: Int64 = 0
    }

    let vault: RepositoryVault
    let known: KnownBlobs
    let lock: RepositoryLock
    /// The snapshot that this one follows.
    let parent: (id: ObjectID, file: SnapshotFile)?
    private let patience: Patience
    private let packs: [BlobKind: PackRack]
    private let state = SharedState(State())
    // Beside the state, so that nobody is woken by what concerns nobody.
    private let counted = Mutex(Counts())
    private let failed = Mutex<EngineError?>(nil)
    /// Changes whenever anything moves.
    private let progress = Atomic<UInt64>(0)
    private let journal: PackJournal?

    init(
        _ vault: RepositoryVault, known: KnownBlobs, lock: RepositoryLock,
        parent: (id: ObjectID, file: SnapshotFile)?, journal: PackJournal?,
        spools: PackSpools, patience: Patience
    ) {
        self.vault = vault
        self.known = known
        self.lock = lock
        self.parent = parent
        self.journal = journal
        self.patience = patience
        packs = [
            .data: PackRack(.data, open: PackRack.dataOpen, key: vault.key, in: spools),
            .tree: PackRack(.tree, open: 1, key: vault.key, in: spools),
        ]
    }

    var failure: EngineError? { failed.withLock { $0 } }
    var counts: Counts { counted.withLock { $0 } }

    // MARK: Ending

    /// Ends the lane. Its packs stay, and nothing refers to them.
    func fail(_ error: any Error) {
        let failure = EngineError(error, at: vault.place)
        failed.withLock { $0 = $0 ?? failure }
        state.change { state in
            if state.failure == nil { state.failure = failure }
            state.queue = []
        }
    }

    // MARK: The side that makes blobs

    /// Puts a sealed blob into a pack; waits for a vault that takes slowly. Blocks.
    func add(_ sealed: Span<UInt8>, _ blob: BlobSealer.Made, contentSize: Int) throws {
        guard let rack = packs[blob.kind] else { preconditionFailure("there is one for each") }
        if let full = try rack.add(sealed, blob) { try send(full) }
        let length = Int64(sealed.count)
        counted.withLock { counts in
            if blob.kind == .data { counts.dataBlobs += 1 } else { counts.treeBlobs += 1 }
            counts.added += Int64(contentSize)
            counts.stored += length
        }
    }

    /// No blob will follow: sends what is left in open packs. Blocks.
    func flush() throws {
        for kind in BlobKind.allCases {
            for pack in try packs[kind]?.takeAll() ?? [] { try send(pack) }
        }
    }

    private func send(_ pack: FinishedPack) throws {
        try state.block { state -> Void? in
            if let failure = state.failure { throw failure }
            guard state.underway < Self.underwayMax else { return nil }
            state.underway += 1
            state.queue.append(pack)
            moved()
            return ()
        }
    }

    /// No pack will follow.
    func close() {
        state.change { $0.isClosed = true }
    }

    // MARK: The side that sends

    /// Sends what comes, until the lane is closed and everything is stored, or it failed.
    func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.underwayMax { group.addTask { await self.sendAll() } }
            group.addTask { await self.watch() }
            group.addTask { await self.storeIndexNowAndThen() }
            await state.wait { $0.isOver ? () : nil }
            group.cancelAll()
        }
    }

    private func sendAll() async {
        while let pack = await nextPack() {
            do {
                try lock.requireValid()
                try await vault.put(pack.id, in: .data, body(of: pack))
                try await journal?.append(pack.id, length: pack.length, pack.entries)
                moved()
                counted.withLock { $0.sent += Int64(pack.length) }
                let isFull = state.change { state in
                    state.underway -= 1
                    state.index.add(pack)
                    return state.takesIndex(state.index.isFull)
                }
                if isFull { try await storeTakenIndex() }
            } catch {
                fail(error)
            }
        }
    }

    private func nextPack() async -> FinishedPack? {
        await state.wait { state -> FinishedPack?? in
            if state.failure != nil { return .some(nil) }
            if !state.queue.isEmpty { return state.queue.removeFirst() }
            return state.isOver ? .some(nil) : nil
        }
    }

    private func body(of pack: FinishedPack) -> ObjectBody {
        pack.body.seen { [self] reader in CountingReader(reader) { self.moved() } }
    }

    /// Waits until everything that was handed over is stored.
    func drain() async throws {
        let failure = await state.wait { state -> EngineError?? in
            if let failure = state.failure { return failure }
            return state.underway == 0 && !state.isIndexing ? .some(nil) : nil
        }
        if let failure { throw failure }
    }

    private func storeIndexNowAndThen() async {
        while true {
            do {
                try await patience.clock.sleep(for: Self.indexEvery)
            } catch {
                // The lane has ended.
                return
            }
            guard state.change({ $0.takesIndex(!$0.index.isEmpty) }) else { continue }
            do {
                try await storeTakenIndex()
            } catch {
                fail(error)
            }
        }
    }

    private func storeTakenIndex() async throws {
        try await storeIndex()
        state.change { $0.isIndexing = false }
    }

    /// Stores what packs were stored since the last index. To be called once more at the end.
    func storeIndex() async throws {
        let draft = state.change { state in
            defer { state.index = IndexDraft() }
            return state.index
        }
        guard !draft.isEmpty else { return }
        try lock.requireValid()
        var taken = draft
        try await vault.store(taken.takeDocument(), in: .index)
    }

    // MARK: Patience

    private func moved() {
        progress.wrappingAdd(1, ordering: .relaxed)
    }

    /// Fails the lane when there is something to send and it does not move.
    private func watch() async {
        await patience.watch {
            let isIdle = self.state.now.underway == 0
            return isIdle ? .idle : .at(self.progress.load(ordering: .relaxed))
        } giveUp: {
            self.fail(
                EngineError(
                    .storage,
                    "\(self.vault.place) has taken nothing for "
                        + "\(self.patience.limit.components.seconds) seconds and was left behind",
                    disposition: .retryable))
        }
    }
}
