internal import Cryptography
internal import Storage

/// Makes objects for one vault, one after the other: seals what it is given and hands it on in
/// pieces. Used by one task.
final class LaneWriter {
    /// Handed on when it has come to this: large enough that handing on costs nothing.
    private static let pieceSize = 512 << 10
    /// Room for the piece that goes beyond it.
    private static let capacity = pieceSize + (384 << 10)

    let lane: VaultLane
    private var sealer: Sealer?
    private var object: OutgoingObject?
    private var piece: [UInt8] = []

    init(_ lane: VaultLane) {
        self.lane = lane
    }

    var isOpen: Bool { object != nil }

    func begin(_ name: ObjectName) async throws {
        object = try await lane.open(name)
        sealer = try Sealer(for: lane.vault.marker)
        piece = []
        piece.reserveCapacity(Self.capacity)
    }

    /// Seals some more. `handOn` is to follow before the next quarter mebibyte.
    func write(_ content: Span<UInt8>) {
        sealer?.update(content, into: &piece)
    }

    func handOn() async throws {
        guard piece.count >= Self.pieceSize else { return }
        try await sendPiece()
    }

    private func sendPiece() async throws {
        guard let object, !piece.isEmpty else { return }
        if let pipe = object.pipe {
            var full = pipe.takeFree() ?? []
            // Whoever had it may have kept it after all, and then this is other memory.
            full.removeAll(keepingCapacity: true)
            swap(&full, &piece)
            piece.reserveCapacity(Self.capacity)
            try await lane.send(full, of: object)
        } else {
            try await lane.send(piece, of: object)
            piece.removeAll(keepingCapacity: true)
        }
    }

    /// Ends the object, which is on its way then.
    /// - Parameter part: What the journal is to note of it, given its size and hash.
    @discardableResult
    func finish(
        part: ((Int64, SHA256Digest) -> JournalPart)? = nil
    ) async throws -> (size: Int64, digest: SHA256Digest) {
        guard let sealer, let object else { preconditionFailure("an object is begun first") }
        let digest = sealer.finish(into: &piece)
        try await sendPiece()
        lane.complete(object, size: sealer.size, part: part?(sealer.size, digest))
        self.object = nil
        self.sealer = nil
        piece = []
        return (sealer.size, digest)
    }
}
