internal import Engine
internal import Synchronization

/// The batches of a restore on their way: fetched ahead of the one that takes, not at all while
/// nobody takes, and gone when nobody needs them any more.
final class ContentFlow: Sendable {
    /// Batches ahead of the one that is being taken from.
    private static let aheadMax = 1

    private struct State: Sendable {
        /// Not fetched yet, by number.
        var waiting: [Int] = []
        var batches: [Int: ContentBatch] = [:]
        /// The last that somebody takes from.
        var wanted = -1
        var failure: EngineError?
        var isOver = false
    }

    private let state = SharedState(State())
    // Beside the state, since what every file changes is to wake nobody.
    /// Files that are still to come out of each batch.
    private let holders = Mutex<[Int: Int]>([:])
    /// The batch that was asked for last: most files come out of the same one as the one before.
    private let latest = Mutex<ContentBatch?>(nil)
    private let fetcher: BlobFetcher

    init(_ fetcher: BlobFetcher) {
        self.fetcher = fetcher
    }

    // MARK: The side that plans

    func hold(_ numbers: ClosedRange<Int>) {
        holders.withLock { holders in
            for number in numbers { holders[number, default: 0] += 1 }
        }
    }

    /// A batch that has become whole.
    func add(_ batch: ContentBatch) {
        state.change { state in
            // Under both, so that nobody lets go of it meanwhile.
            guard holders.withLock({ $0[batch.number] != nil }) else { return }
            state.batches[batch.number] = batch
            state.waiting.append(batch.number)
        }
    }

    /// No batch will follow.
    func close() {
        state.change { $0.isOver = true }
    }

    // MARK: The side that takes

    /// Begins with a batch, and gives it as soon as it is planned. Blocks.
    func want(_ number: Int) throws -> ContentBatch {
        if let latest = latest.withLock({ $0 }), latest.number == number { return latest }
        let batch = try state.block { state in
            state.wanted = max(state.wanted, number)
            if let failure = state.failure { throw failure }
            return state.batches[number]
        }
        latest.withLock { $0 = batch }
        return batch
    }

    /// A file needs nothing of these any more.
    func letGo(_ numbers: Range<Int>) {
        guard !numbers.isEmpty else { return }
        let done = holders.withLock { holders in
            numbers.filter { number in
                guard let count = holders[number] else { return false }
                holders[number] = count > 1 ? count - 1 : nil
                return count == 1
            }
        }
        guard !done.isEmpty else { return }
        latest.withLock { latest in
            if let number = latest?.number, done.contains(number) { latest = nil }
        }
        state.change { state in
            for number in done where holders.withLock({ $0[number] == nil }) {
                state.batches[number] = nil
            }
        }
    }

    /// Ends everything; whoever waits is told why.
    func fail(_ error: EngineError) {
        let batches = state.change { state in
            if state.failure == nil { state.failure = error }
            defer { state.batches = [:] }
            return Array(state.batches.values)
        }
        for batch in batches { batch.fail(error) }
    }

    // MARK: The side that fetches

    /// Fetches until there is nothing more to come, or nobody to take.
    func run() async {
        while let batch = await next() {
            await fetcher.fetch(batch.ids, .data) { batch.deliver($0) }
        }
    }

    private func next() async -> ContentBatch? {
        await state.wait { state -> ContentBatch?? in
            guard state.failure == nil else { return .some(nil) }
            while let first = state.waiting.first, first <= state.wanted + Self.aheadMax {
                state.waiting.removeFirst()
                if let batch = state.batches[first] { return batch }
            }
            return state.isOver && state.waiting.isEmpty ? .some(nil) : nil
        }
    }
}
