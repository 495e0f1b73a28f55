internal import Connector
internal import Engine
internal import Host

/// The chosen entries of a snapshot. A task walks the trees ahead of the one that takes, and
/// another fetches content.
final class RepositoryEntryStream: EntryStream {
    struct Order: Sendable {
        let vault: RepositoryVault
        let index: BlobIndex
        let tree: BlobID
        /// What could not be read of the index.
        var faults: [EngineError] = []
        let choice: EntryChoice
        let lock: RepositoryLock?
        let progress: RunProgress
    }

    /// Entries that wait to be taken.
    private static let aheadMax = 2048
    /// Of progress.
    private static let batch: Int64 = 256

    private struct State: Sendable {
        var items: [StreamItem] = []
        var taken = 0
        var hasEnded = false
        var failure: EngineError?

        var waiting: Int { items.count - taken }

        mutating func take() -> StreamItem? {
            guard taken < items.count else { return nil }
            defer {
                taken += 1
                if taken == items.count { (items, taken) = ([], 0) }
            }
            return items[taken]
        }
    }

    private let order: Order
    private let flow: ContentFlow
    private let state: SharedState<State>
    private let tasks: [Task<Void, Never>]
    private var counted: Int64 = 0

    /// Begins to read, on `pool`.
    init(_ order: Order, on pool: ThreadPool) {
        self.order = order
        let fetcher = BlobFetcher(
            order.vault, order.index, order.progress,
            spare: SpareIndex(order.vault, beside: order.index))
        let flow = ContentFlow(fetcher)
        self.flow = flow
        let state = SharedState(State())
        self.state = state
        tasks = [
            Self.begin(on: pool) { await Self.readTrees(order, fetcher, flow, state) },
            Self.begin(on: pool) { await flow.run() },
        ]
    }

    private static func begin(
        on pool: ThreadPool, _ work: @escaping @Sendable () async -> Void
    ) -> Task<Void, Never> {
        Task(executorPreference: pool) {
            await work()
            // The pool has to outlive what runs on it.
            withExtendedLifetime(pool) {}
        }
    }

    private static func readTrees(
        _ order: Order, _ fetcher: BlobFetcher, _ flow: ContentFlow, _ state: SharedState<State>
    ) async {
        do {
            try await walk(order, fetcher, flow, state)
            state.change { $0.hasEnded = true }
        } catch {
            let failure = EngineError(error, at: order.vault.place)
            state.change { $0.failure = failure }
            flow.fail(failure)
        }
    }

    deinit {
        for task in tasks { task.cancel() }
        let end = EngineError(.cancelled, "reading was given up")
        flow.fail(end)
        state.change { $0.failure = end }
        if let lock = order.lock { order.vault.releaseSoon(lock) }
    }

    var contentOutlivesNext: Bool { true }

    func next() throws -> StreamItem? {
        let item = try state.block { state -> StreamItem?? in
            if let item = state.take() { return item }
            if let failure = state.failure { throw failure }
            return state.hasEnded ? .some(nil) : nil
        }
        guard let item else {
            order.progress.update { [counted] in $0.entries += counted % Self.batch }
            return nil
        }
        if case .entry = item {
            counted += 1
            if counted % Self.batch == 0 { order.progress.update { $0.entries += Self.batch } }
        }
        return item
    }

    @concurrent
    private static func walk(
        _ order: Order, _ fetcher: BlobFetcher, _ flow: ContentFlow, _ state: SharedState<State>
    ) async throws {
        var entries = NodeEntries(order.choice, flow, fetcher)
        let wanted = order.choice.paths
        var walk = await TreeWalk(order.tree, fetcher) { folder in
            wanted.isEmpty
                || wanted.contains { $0 == folder || $0.isBelow(folder) || folder.isBelow($0) }
        }
        while let step = try await walk.next() {
            try Task.checkCancellation()
            let item: StreamItem?
            switch step {
            case .node(let node, let path): item = try await entries.item(node, path)
            case .unnamed(let folder, let name):
                let text = String(decoding: name.prefix(40), as: UTF8.self)
                item = .issue(
                    EntryIssue(
                        .unsupported, path: (folder?.bytes ?? []) + [UInt8(ascii: "/")] + name,
                        "a name that begins with \(text) is too long to be a file's"))
            case .lost(let path, let error):
                // Without its root nothing is left of a snapshot.
                guard let path else { throw error }
                item = .issue(
                    EntryIssue(
                        .unreadable, path, "what is in \(path) is lost: \(error.message)"))
            }
            guard let item else { continue }
            if state.change({ $0.waiting >= aheadMax }) { entries.flush() }
            await add(item, to: state)
        }
        if let issue = indexIssue(order, fetcher) { await add(.issue(issue), to: state) }
        entries.finish()
    }

    private static func add(_ item: StreamItem, to state: SharedState<State>) async {
        await state.wait { state -> Void? in
            guard state.waiting < aheadMax || state.failure != nil else { return nil }
            state.items.append(item)
            return ()
        }
    }

    /// Whoever got everything should still know that the next one may not.
    private static func indexIssue(_ order: Order, _ fetcher: BlobFetcher) -> EntryIssue? {
        let packs = fetcher.spare?.packs ?? 0
        guard !order.faults.isEmpty || packs > 0 else { return nil }
        let reason =
            order.faults.first?.message
            ?? "the index does not tell of \(packs) packs, some of which are needed"
        return EntryIssue(
            .unsupported, path: [],
            "\(reason); what they hold was read from the packs themselves, and `repair index` "
                + "mends it")
    }
}
