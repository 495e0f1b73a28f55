internal import Engine
internal import Values

/// Takes blobs out of one repository's seal and puts them into another's. One for each worker.
final class BlobResealer {
    private let opener: BlobOpener
    private var sealer: RepositorySealer
    /// For content that is not compressed yet.
    private var fresh: BlobSealer
    private var reopened: [UInt8] = []

    init(from source: MasterKey, to target: MasterKey) throws {
        opener = try BlobOpener(source)
        sealer = RepositorySealer(target)
        fresh = try BlobSealer(target)
    }

    /// Lends the blob sealed for the other repository. What is compressed stays as it is; what is
    /// not is compressed where that is worth it.
    /// - Throws: `.damaged` when it is not what its name says, `.local` for a machine that errs.
    func reseal<Result>(
        _ sealed: Span<UInt8>, _ piece: PackRange.Piece, _ kind: BlobKind,
        _ body: (Span<UInt8>, BlobSealer.Made) throws -> Result
    ) throws -> Result {
        let (id, plainLength) = (piece.id, piece.place.plainLength)
        guard plainLength > 0 else {
            return try seal(try opener.open(sealed, id, plainLength: 0), id, kind, body)
        }
        return try opener.withCompressed(sealed, id, plainLength: plainLength) { folded in
            let message = sealer.sealed(folded)
            guard opens(message.span, as: folded) else {
                throw EngineError(
                    .local,
                    "blob \(id.short) did not open as what was sealed: this machine's memory or "
                        + "processor may be faulty", disposition: .needsOperator)
            }
            return try body(
                message.span, BlobSealer.Made(id: id, kind: kind, plainLength: plainLength))
        }
    }

    /// The same of content.
    func seal<Result>(
        _ content: [UInt8], _ id: BlobID, _ kind: BlobKind,
        _ body: (Span<UInt8>, BlobSealer.Made) throws -> Result
    ) throws -> Result {
        try fresh.withSealed(content.span, id, kind, body)
    }

    private func opens(_ message: Span<UInt8>, as folded: Span<UInt8>) -> Bool {
        reopened.removeAll(keepingCapacity: true)
        guard sealer.open(message, into: &reopened), reopened.count == folded.count else {
            return false
        }
        var different: UInt8 = 0
        for index in folded.indices { different |= reopened[index] ^ folded[index] }
        return different == 0
    }
}
