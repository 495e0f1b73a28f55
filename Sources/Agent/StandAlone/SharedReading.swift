package import Connector
internal import Host
internal import Values

/// One walk over a source for several engines that work at the same time. Whoever is ahead takes
/// the next entries, and waits where another would fall too far behind: so each file is read by all
/// of them while it is still in the kernel's memory, and all store the same tree.
package final class SharedReading: Sendable {
    /// How far one may be ahead of another.
    private static let entriesMax = 4096
    fileprivate static let contentMax: Int64 = 128 << 20
    /// Taken at once.
    private static let batchMax = 128

    private let source: any Connector
    private let state: Monitor<State>
    private let walk = Walk()

    private struct State: Sendable {
        var readers: [Reader]
        /// Somebody takes entries from the source at this moment.
        var isTaking = false
        var isOver = false
        var failure: (any Error)?
    }

    private struct Reader: Sendable {
        var hasBegun = false
        var hasLeft = false
        var items: [StreamItem] = []
        var content: Int64 = 0

        var isFarBehind: Bool {
            !hasLeft
                && (items.count >= SharedReading.entriesMax || content >= SharedReading.contentMax)
        }
    }

    package init(_ source: any Connector, readers: Int) {
        self.source = source
        state = Monitor(State(readers: Array(repeating: Reader(), count: readers)))
    }

    /// The source as one of the readers sees it. Only its first walk is the shared one.
    package func source(for reader: Int) -> any Connector {
        SharedSource(reading: self, reader: reader, source: source)
    }

    /// The others need not wait for this one any more.
    package func leave(_ reader: Int) {
        state.change { state in
            state.readers[reader].hasLeft = true
            state.readers[reader].items = []
            state.readers[reader].content = 0
        }
    }

    /// Ends all waiting, and the walk.
    package func cancel() {
        state.change { $0.failure = $0.failure ?? CancellationError() }
    }

    fileprivate func begin(_ reader: Int) -> Bool {
        state.change { state in
            guard !state.readers[reader].hasBegun, !state.readers[reader].hasLeft else {
                return false
            }
            state.readers[reader].hasBegun = true
            return true
        }
    }

    private enum Turn {
        case given([StreamItem])
        case take
        case end
    }

    /// What comes next for a reader; nothing at the end. Blocks.
    fileprivate func next(for reader: Int) throws -> [StreamItem] {
        while true {
            let turn: Turn = try state.wait { state in
                if !state.readers[reader].items.isEmpty {
                    defer {
                        state.readers[reader].items = []
                        state.readers[reader].content = 0
                    }
                    return .given(state.readers[reader].items)
                }
                if let failure = state.failure { throw failure }
                if state.isOver { return .end }
                if state.isTaking || state.readers.contains(where: \.isFarBehind) { return nil }
                state.isTaking = true
                return .take
            }
            switch turn {
            case .given(let items): return items
            case .end: return []
            case .take: hand(Result { try walk.take(Self.batchMax, of: source) })
            }
        }
    }

    private func hand(_ taken: Result<[StreamItem], any Error>) {
        state.change { state in
            state.isTaking = false
            switch taken {
            case .failure(let error): state.failure = state.failure ?? error
            case .success(let items):
                state.isOver = items.isEmpty
                let content = items.reduce(0) { $0 + $1.contentSize }
                for place in state.readers.indices where !state.readers[place].hasLeft {
                    state.readers[place].items += items
                    state.readers[place].content += content
                }
            }
        }
    }
}

/// The stream itself.
private final class Walk: @unchecked Sendable {
    // `@unchecked Sendable`: whoever has set `isTaking` is the only one to use it.

    private var stream: (any EntryStream)?

    /// Nothing at the end.
    func take(_ count: Int, of source: any Connector) throws -> [StreamItem] {
        let stream = try self.stream ?? source.entries()
        self.stream = stream
        guard stream.contentOutlivesNext else { preconditionFailure("content is gone by then") }
        var items: [StreamItem] = []
        var content: Int64 = 0
        while items.count < count, content < 8 << 20, let item = try stream.next() {
            items.append(item)
            content += item.contentSize
        }
        return items
    }
}

private struct SharedSource: Connector {
    let reading: SharedReading
    let reader: Int
    let source: any Connector

    var title: String { source.title }

    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        try source.measure(report)
    }

    func entries() throws -> any EntryStream {
        guard reading.begin(reader) else { return try source.entries() }
        return SharedStream(reading, reader)
    }
}

private final class SharedStream: EntryStream {
    let contentOutlivesNext = true
    private let reading: SharedReading
    private let reader: Int
    private var items: [StreamItem] = []
    private var position = 0

    init(_ reading: SharedReading, _ reader: Int) {
        self.reading = reading
        self.reader = reader
    }

    deinit { reading.leave(reader) }

    func next() throws -> StreamItem? {
        if position == items.count {
            items = try reading.next(for: reader)
            position = 0
        }
        guard position < items.count else { return nil }
        defer { position += 1 }
        return items[position]
    }
}

extension StreamItem {
    fileprivate var contentSize: Int64 {
        guard case .entry(let entry) = self else { return 0 }
        // Holes make files as large as numbers go, and a sum of such sizes larger than any.
        return min(entry.size, SharedReading.contentMax)
    }
}
