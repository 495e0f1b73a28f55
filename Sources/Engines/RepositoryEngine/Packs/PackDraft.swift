internal import Cryptography

/// A pack that is being filled: sealed blobs one after the other. Hashed as it grows; held in
/// pieces, so that nothing is copied when it grows or is sent.
package struct PackDraft: ~Copyable {
    static let pieceSize = 1 << 20

    package let kind: BlobKind
    /// Sealed blobs so far, in bytes.
    package private(set) var length = 0
    private var entries: [PackEntry] = []
    private var pieces: [[UInt8]] = []
    private var hash = SHA256()

    package init(_ kind: BlobKind) {
        self.kind = kind
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var blobs: Int { entries.count }

    /// Whether it is to be closed: it has its size, or so many blobs that its header gets large.
    package func isFull(at size: Int = RepositoryLimits.packSizeStandard) -> Bool {
        length >= size || entries.count >= RepositoryLimits.blobsPerPackMax
    }

    /// Appends a blob as `BlobSealer` made it, or as another pack had it.
    package mutating func append(_ sealed: Span<UInt8>, _ blob: BlobSealer.Made) {
        precondition(blob.kind == kind, "a pack holds blobs of one kind")
        entries.append(
            PackEntry(
                id: blob.id, kind: kind, offset: length, length: sealed.count,
                plainLength: blob.plainLength))
        add(sealed)
    }

    /// Seals the header. What comes is named by its hash and ready to be stored.
    package consuming func finish(_ sealer: inout RepositorySealer) -> FinishedPack {
        precondition(!entries.isEmpty, "a pack holds at least one blob")
        let header = sealer.sealed(PackHeader.encode(entries).span)
        add(header.span)
        add(PackHeader.encodeLength(header.count).span)
        return FinishedPack(
            id: ObjectID(hash.finish()), kind: kind, length: length, entries: entries,
            pieces: pieces)
    }

    private mutating func add(_ bytes: Span<UInt8>) {
        hash.update(bytes)
        length += bytes.count
        var taken = 0
        while taken < bytes.count {
            if pieces.last.map({ $0.count == Self.pieceSize }) ?? true {
                var piece: [UInt8] = []
                piece.reserveCapacity(Self.pieceSize)
                pieces.append(piece)
            }
            let last = pieces.count - 1
            let count = min(bytes.count - taken, Self.pieceSize - pieces[last].count)
            pieces[last].append(bytes.extracting(taken..<taken + count))
            taken += count
        }
    }
}
