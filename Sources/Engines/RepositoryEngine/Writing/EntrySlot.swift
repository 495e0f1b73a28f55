internal import Connector
internal import Synchronization

/// An entry in its place in the order of the walk, while its content is on its way.
final class EntrySlot: Sendable {
    struct State: Sendable {
        /// By the way of cutting: the pieces in order, nil for one that is not stored yet.
        var pieces: [[BlobID?]]
        /// The same, of content that nobody has to read.
        var known: [[BlobID]]?
        /// Pieces on their way, and the reading itself.
        var missing = 0
        /// Bytes that the content has.
        var size: Int64 = 0
        /// Why it is not in the backup.
        var failure: EntryIssue?
        /// The next backup has to read it again, whatever its times say.
        var isTorn = false
        var isRead = false

        /// - Precondition: Nothing is missing.
        var content: [[BlobID]] { known ?? pieces.map { $0.compactMap(\.self) } }
    }

    let entry: Entry
    private let state: Mutex<State>

    /// Whose content nobody has to read.
    init(_ entry: Entry, known: [[BlobID]]) {
        self.entry = entry
        state = Mutex(State(pieces: [], known: known, size: entry.size))
    }

    /// Whose content is to be read, and cut in so many ways.
    init(reading entry: Entry, cuts: Int) {
        self.entry = entry
        state = Mutex(
            State(pieces: Array(repeating: [], count: cuts), missing: 1, isRead: true))
    }

    var isDone: Bool { state.withLock { $0.missing == 0 } }

    /// - Precondition: It is done.
    var outcome: State { state.withLock { $0 } }

    /// A place for the next piece.
    func reserve(cut: Int) -> Int {
        state.withLock { state in
            state.pieces[cut].append(nil)
            state.missing += 1
            return state.pieces[cut].count - 1
        }
    }

    func fill(cut: Int, _ place: Int, _ id: BlobID) {
        state.withLock { state in
            state.pieces[cut][place] = id
            state.missing -= 1
        }
    }

    /// The whole content is this one piece in every way of cutting, or nothing.
    func finish(single id: BlobID?, size: Int64, isTorn: Bool) {
        state.withLock { state in
            let pieces: [BlobID?] = id.map { [$0] } ?? []
            state.pieces = state.pieces.map { _ in pieces }
            state.size = size
            state.isTorn = isTorn
            state.missing -= 1
        }
    }

    /// All pieces have their places.
    func finish(size: Int64, isTorn: Bool) {
        state.withLock { state in
            state.size = size
            state.isTorn = isTorn
            state.missing -= 1
        }
    }

    func fail(_ issue: EntryIssue) {
        state.withLock { state in
            state.failure = issue
            state.missing -= 1
        }
    }
}
