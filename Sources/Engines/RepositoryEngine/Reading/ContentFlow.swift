internal import Engine

/// The batches of a restore on their way: fetched ahead of the one that takes, not at all while
/// nobody takes, and gone when nobody needs them any more.
final class ContentFlow: Sendable {
    /// Batches ahead of the one that is being taken from.
    private static let aheadMax = 1

    private struct State: Sendable {
        /// Not fetched yet, by number.
        var waiting: [Int] = []
        var batches: [Int: ContentBatch] = [:]
        /// Files that are still to come out of each.
        var holders: [Int: Int] = [:]
        /// The last that somebody takes from.
        var wanted = -1
        var failure: EngineError?
        var isOver = false
    }

    private let state = SharedState(State())
    private let fetcher: BlobFetcher

    init(_ fetcher: BlobFetcher) {
        self.fetcher = fetcher
    }

    // MARK: The side that plans

    func hold(_ numbers: ClosedRange<Int>) {
        state.change { state in
            for number in numbers { state.holders[number, default: 0] += 1 }
        }
    }

    /// A batch that has become whole.
    func add(_ batch: ContentBatch) {
        state.change { state in
            guard state.holders[batch.number] != nil else { return }
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
        try state.block { state in
            state.wanted = max(state.wanted, number)
            if let failure = state.failure { throw failure }
            return state.batches[number]
        }
    }

    /// A file needs nothing of these any more.
    func letGo(_ numbers: Range<Int>) {
        guard !numbers.isEmpty else { return }
        state.change { state in
            for number in numbers {
                guard let holders = state.holders[number] else { continue }
                state.holders[number] = holders > 1 ? holders - 1 : nil
                if holders == 1 { state.batches[number] = nil }
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
            await fetcher.fetch(batch.ids, .data) { batch.deliver($0, $1) }
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
