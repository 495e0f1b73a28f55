internal import Cryptography
internal import Host

/// A pack that is being filled: sealed blobs one after the other. Hashed as it grows; held in a
/// file or, in pieces, in memory, so that nothing is copied when it grows.
package struct PackDraft: ~Copyable {
    /// Fits into a core's own cache.
    static let pieceSize = 256 << 10

    package let kind: BlobKind
    /// Sealed blobs so far, in bytes.
    package private(set) var length = 0
    private var entries: [PackEntry] = []
    private var pieces: [[UInt8]] = []
    /// What comes next to the pieces, or into the file.
    private var last: [UInt8] = []
    private let spool: PackSpool?
    private var hash = SHA256()

    /// - Parameter spools: Where it is held; nil for in memory.
    package init(_ kind: BlobKind, in spools: PackSpools? = nil) throws {
        spool = try spools?.make()
        self.kind = kind
        last.reserveCapacity(Self.pieceSize)
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var blobs: Int { entries.count }

    /// Whether it is to be closed: it has its size, or so many blobs that its header gets large.
    package func isFull(at size: Int = RepositoryLimits.packSizeStandard) -> Bool {
        length >= size || entries.count >= RepositoryLimits.blobsPerPackMax
    }

    /// Appends a blob as `BlobSealer` made it, or as another pack had it.
    /// - Throws: Where there is no room for it. The pack is then of no use.
    package mutating func append(_ sealed: Span<UInt8>, _ blob: BlobSealer.Made) throws {
        precondition(blob.kind == kind, "a pack holds blobs of one kind")
        entries.append(
            PackEntry(
                id: blob.id, kind: kind, offset: length, length: sealed.count,
                plainLength: blob.plainLength))
        try add(sealed)
    }

    /// Takes the blobs of another pack of its kind, as they lie there.
    package mutating func absorb(_ other: consuming PackDraft) throws {
        precondition(other.kind == kind, "a pack holds blobs of one kind")
        for entry in other.entries {
            entries.append(
                PackEntry(
                    id: entry.id, kind: kind, offset: length + entry.offset,
                    length: entry.length, plainLength: entry.plainLength))
        }
        for piece in other.pieces { try add(piece.span) }
        try other.spool?.forEachPiece { try add($0.span) }
        try add(other.last.span)
    }

    /// Seals the header. What comes is named by its hash and ready to be stored.
    package consuming func finish(_ sealer: inout RepositorySealer) throws -> FinishedPack {
        precondition(!entries.isEmpty, "a pack holds at least one blob")
        let header = sealer.sealed(PackHeader.encode(entries).span)
        try add(header.span)
        try add(PackHeader.encodeLength(header.count).span)
        try passOn()
        return FinishedPack(
            id: ObjectID(hash.finish()), kind: kind, length: length, entries: entries,
            content: spool.map { .spool($0) } ?? .pieces(pieces))
    }

    private mutating func add(_ bytes: Span<UInt8>) throws {
        hash.update(bytes)
        length += bytes.count
        var taken = 0
        while taken < bytes.count {
            let count = min(bytes.count - taken, Self.pieceSize - last.count)
            last.append(bytes.extracting(taken..<taken + count))
            taken += count
            if last.count == Self.pieceSize { try passOn() }
        }
    }

    private mutating func passOn() throws {
        guard let spool else {
            pieces.append(last)
            last = []
            last.reserveCapacity(Self.pieceSize)
            return
        }
        try spool.append(last.span)
        last.removeAll(keepingCapacity: true)
    }
}
