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

    /// Entries that wait to be taken, beside those that were taken together and come one by one.
    private static let aheadMax = 1024
    /// Entries that are handed over together: nobody is woken for each of them.
    private static let handful = 64
    /// Of progress.
    private static let batch: Int64 = 256

    private struct State: Sendable {
        var items: [StreamItem] = []
        var hasEnded = false
        var failure: EngineError?
    }

    private let order: Order
    private let flow: ContentFlow
    private let state: SharedState<State>
    private let tasks: [Task<Void, Never>]
    private var counted: Int64 = 0
    /// What was taken together, the next at the end.
    private var taken: [StreamItem] = []

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
        if taken.isEmpty {
            let items = try state.block { state -> [StreamItem]? in
                defer { state.items = [] }
                if !state.items.isEmpty { return state.items }
                if let failure = state.failure { throw failure }
                return state.hasEnded ? [] : nil
            }
            taken = items.reversed()
        }
        guard let item = taken.popLast() else {
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
        var items: [StreamItem] = []
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
            items.append(item)
            if items.count >= handful { await hand(&items, to: state, &entries) }
        }
        if let issue = indexIssue(order, fetcher) { items.append(.issue(issue)) }
        entries.finish()
        await hand(&items, to: state, &entries)
    }

    /// Waits where too many are waiting to be taken.
    private static func hand(
        _ items: inout [StreamItem], to state: SharedState<State>, _ entries: inout NodeEntries
    ) async {
        // Whoever takes may wait for content that would come with more entries.
        if state.now.items.count >= aheadMax { entries.flush() }
        await state.wait { [items] state -> Void? in
            guard state.items.count < aheadMax || state.failure != nil else { return nil }
            state.items += items
            return ()
        }
        items = []
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
