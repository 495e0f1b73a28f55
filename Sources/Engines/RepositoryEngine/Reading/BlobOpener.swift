internal import Compression
internal import Cryptography
internal import Engine

/// Makes content of sealed blobs, and holds it against their names. One for each worker.
final class BlobOpener {
    private var sealer: RepositorySealer
    private var decompressor: ZstdDecompressor
    private var hash = SHA256()
    private var folded: [UInt8] = []
    private var unfolded: [UInt8] = []

    init(_ key: MasterKey) throws {
        sealer = RepositorySealer(key)
        decompressor = try ZstdDecompressor()
    }

    /// The content of a blob.
    /// - Throws: `.damaged`, without saying where it lies.
    func open(
        _ sealed: Span<UInt8>, _ id: BlobID, plainLength: Int
    ) throws(EngineError) -> [UInt8] {
        var content: [UInt8] = []
        try open(sealed, id, plainLength: plainLength, into: &content)
        return content
    }

    /// Into an array that is used again; what was in it is gone.
    func open(
        _ sealed: Span<UInt8>, _ id: BlobID, plainLength: Int, into content: inout [UInt8]
    ) throws(EngineError) {
        content.removeAll(keepingCapacity: true)
        if plainLength > 0 {
            var folded: [UInt8] = []
            swap(&folded, &self.folded)
            defer { swap(&folded, &self.folded) }
            folded.removeAll(keepingCapacity: true)
            guard sealer.open(sealed, into: &folded) else { throw .damaged(Self.seal) }
            do throws(CompressionError) {
                try decompressor.decompressWhole(
                    folded.span, into: &content, exactly: plainLength)
            } catch {
                throw .damaged("\(error)")
            }
        } else {
            guard sealer.open(sealed, into: &content) else { throw .damaged(Self.seal) }
        }
        hash.update(content.span)
        guard ObjectID(hash.finish()) == id else {
            throw .damaged("its content is not what its name says")
        }
    }

    /// Opens a compressed blob for whoever passes it on as it is: it is held against its name, and
    /// lent compressed.
    /// - Throws: `.damaged`, and what `body` throws.
    func withCompressed<Result>(
        _ sealed: Span<UInt8>, _ id: BlobID, plainLength: Int,
        _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result {
        precondition(plainLength > 0, "it is compressed")
        var unfolded: [UInt8] = []
        swap(&unfolded, &self.unfolded)
        defer { swap(&unfolded, &self.unfolded) }
        try open(sealed, id, plainLength: plainLength, into: &unfolded)
        return try body(folded.span)
    }

    private static let seal = "it is not as it was sealed"
}
