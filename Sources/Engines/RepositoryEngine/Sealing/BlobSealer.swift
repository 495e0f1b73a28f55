package import Compression
internal import Cryptography
internal import Engine
internal import Values

/// Makes blobs of content: hashes, compresses, seals, and opens again what it sealed, to find it to
/// be the same. One for each worker; nothing is allocated for a blob.
package struct BlobSealer: ~Copyable {
    /// A blob as it goes into a pack.
    package struct Made: Hashable, Sendable {
        package let id: BlobID
        package let kind: BlobKind
        /// 0 where the content is sealed as it is.
        package let plainLength: Int
    }

    package enum SelfCheck: Hashable, Sendable {
        /// Decrypt, decompress and hash every blob before it is stored.
        case everyBlob
        case none
    }

    /// The probe would look at all of it, and cost as much as it can save.
    private static let unprobedMax = 64 << 10
    /// Blobs up to this size are searched for repetition at the fastest level: on files of programs
    /// and documents a quarter less time for one percent more bytes, on short texts a third of
    /// the time for fewer.
    private static let briefMax = 16 << 10
    /// What is kept between blobs of room for large ones.
    private static let keptMax = 4 << 20

    private var sealer: RepositorySealer
    private var compressor: ZstdCompressor
    /// For small blobs; nil at any level but the standard one, which somebody asked for.
    private var briefCompressor: ZstdCompressor?
    private var probe: CompressibilityProbe
    private var decompressor: ZstdDecompressor
    private var hash = SHA256()
    private let selfCheck: SelfCheck
    /// Room before, the compressed content, room behind.
    private var message: [UInt8] = []
    private var opened: [UInt8] = []

    package init(
        _ key: MasterKey, level: ZstdLevel = .standard, selfCheck: SelfCheck = .everyBlob
    ) throws {
        // The tag tells of every changed byte.
        let compressor = try ZstdCompressor(level: level, checksums: false)
        let brief = try level == .standard ? ZstdCompressor(level: .fastest, checksums: false) : nil
        let probe = try CompressibilityProbe()
        let decompressor = try ZstdDecompressor()
        sealer = RepositorySealer(key)
        self.compressor = compressor
        briefCompressor = brief
        self.probe = probe
        self.decompressor = decompressor
        self.selfCheck = selfCheck
    }

    /// What the blob of this content is called.
    package mutating func id(of content: Span<UInt8>) -> BlobID {
        hash.update(content)
        return ObjectID(hash.finish())
    }

    /// Seals content whose `id` is known, and lends it to `body`, which appends it to a pack.
    /// - Throws: `.local` when what was sealed does not open as what went in: a machine that errs.
    package mutating func withSealed<Result>(
        _ content: Span<UInt8>, _ id: BlobID, _ kind: BlobKind,
        _ body: (Span<UInt8>, Made) throws -> Result
    ) throws -> Result {
        precondition(!content.isEmpty, "an empty blob is never written")
        var message: [UInt8] = []
        swap(&message, &self.message)
        defer { if message.capacity <= Self.keptMax { swap(&message, &self.message) } }
        let plainLength = try fold(content, kind, into: &message)
        var span = message.mutableSpan
        sealer.seal(&span)
        if selfCheck == .everyBlob, !opens(message.span, id, plainLength) {
            throw Self.fault(id)
        }
        return try body(message.span, Made(id: id, kind: kind, plainLength: plainLength))
    }

    /// Makes `message` room, content and room, ready to be sealed.
    /// - Returns: The length of the content where it is compressed, otherwise 0.
    private mutating func fold(
        _ content: Span<UInt8>, _ kind: BlobKind, into message: inout [UInt8]
    ) throws -> Int {
        message.removeAll(keepingCapacity: true)
        message.append(contentsOf: repeatElement(0, count: RepositorySealer.prefixSize))
        if try kind == .tree || content.count <= Self.unprobedMax
            || probe.isWorthCompressing(content)
        {
            try compress(content, into: &message)
        }
        let folded = message.count - RepositorySealer.prefixSize
        let isFolded = folded > 0 && folded < content.count
        if !isFolded {
            message.removeLast(folded)
            message.append(content)
        }
        message.append(contentsOf: repeatElement(0, count: RepositorySealer.suffixSize))
        return isFolded ? content.count : 0
    }

    private mutating func compress(
        _ content: Span<UInt8>, into message: inout [UInt8]
    ) throws(CompressionError) {
        guard content.count <= Self.briefMax else {
            return try compressor.compressFrame(content, into: &message)
        }
        guard try briefCompressor?.compressFrame(content, into: &message) == nil else { return }
        try compressor.compressFrame(content, into: &message)
    }

    /// Piece by piece, so that there is never a second copy of a large blob.
    private mutating func opens(
        _ sealed: Span<UInt8>, _ id: BlobID, _ plainLength: Int
    ) -> Bool {
        do {
            guard
                try Self.open(sealed, plainLength > 0, &sealer, &decompressor, &hash, &opened)
            else { return false }
            if plainLength > 0 { try decompressor.finish() }
        } catch {
            decompressor.reset()
            _ = hash.finish()
            return false
        }
        return ObjectID(hash.finish()) == id
    }

    /// Hashes what is in a sealed blob. False, with nothing hashed, when the tag is wrong.
    private static func open(
        _ sealed: Span<UInt8>, _ isFolded: Bool, _ sealer: inout RepositorySealer,
        _ decompressor: inout ZstdDecompressor, _ hash: inout SHA256, _ room: inout [UInt8]
    ) throws -> Bool {
        try sealer.open(sealed, through: &room) { piece in
            guard isFolded else { return hash.update(piece) }
            try decompressor.decompress(piece) { hash.update($0) }
        }
    }

    private static func fault(_ id: BlobID) -> EngineError {
        EngineError(
            .local,
            "blob \(id.short) did not open as what was sealed: this machine's memory or processor "
                + "may be faulty", disposition: .needsOperator)
    }
}
