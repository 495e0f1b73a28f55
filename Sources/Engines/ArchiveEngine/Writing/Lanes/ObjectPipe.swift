internal import Storage

/// An object on its way to a vault that takes it as it is made. A few pieces wait in it; whoever
/// has more waits himself.
///
/// Pieces go round: memory that is asked for anew is memory that the kernel has to clear first.
final class ObjectPipe: ObjectReader {
    /// Pieces are about half a mebibyte.
    private static let piecesMax = 2

    private struct State: Sendable {
        var pieces: [[UInt8]] = []
        /// With the one who takes, until he asks for the next.
        var taken: [UInt8]?
        /// Taken and done with.
        var free: [UInt8]?
        var isComplete = false
        var failure: (any Error)?
    }

    private let state = AsyncMonitor(State())
    private let taken: @Sendable () -> Void

    /// - Parameter taken: Called for each piece that has gone.
    init(taken: @escaping @Sendable () -> Void) {
        self.taken = taken
    }

    /// Puts a piece in at once; false when there is no room.
    /// - Throws: What the pipe failed with.
    func offer(_ piece: [UInt8]) throws -> Bool {
        try state.attempt { try Self.offer(piece, to: &$0) } != nil
    }

    /// Waits for room.
    func send(_ piece: [UInt8]) async throws {
        try await state.wait { try Self.offer(piece, to: &$0) }
    }

    private static func offer(_ piece: [UInt8], to state: inout State) throws -> Void? {
        if let failure = state.failure { throw failure }
        guard state.pieces.count < piecesMax else { return nil }
        state.pieces.append(piece)
        return ()
    }

    /// A piece to fill again, if there is one.
    func takeFree() -> [UInt8]? {
        state.changeQuietly { $0.free.take() }
    }

    /// The object is whole.
    func complete() {
        state.change { $0.isComplete = true }
    }

    /// Both sides get the error, unless the object is whole.
    func fail(_ error: any Error) {
        state.change { state in
            guard !state.isComplete, state.failure == nil else { return }
            state.failure = error
        }
    }

    func next() async throws -> [UInt8]? {
        let piece = try await state.wait { state -> [UInt8]? in
            if let failure = state.failure { throw failure }
            if let done = state.taken.take() { state.free = done }
            if !state.pieces.isEmpty {
                let piece = state.pieces.removeFirst()
                state.taken = piece
                return piece
            }
            // The end is told by a piece that is empty.
            return state.isComplete ? [] : nil
        }
        taken()
        return piece.isEmpty ? nil : piece
    }
}
