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

    private var sealer: RepositorySealer
    private var compressor: ZstdCompressor
    private var probe: CompressibilityProbe
    private var decompressor: ZstdDecompressor
    private var hash = SHA256()
    private let selfCheck: SelfCheck
    /// Room before, the compressed content, room behind.
    private var message: [UInt8] = []
    private var opened: [UInt8] = []
    private var unfolded: [UInt8] = []

    package init(
        _ key: MasterKey, level: ZstdLevel = .standard, selfCheck: SelfCheck = .everyBlob
    ) throws {
        // The tag tells of every changed byte.
        let compressor = try ZstdCompressor(level: level, checksums: false)
        let probe = try CompressibilityProbe()
        let decompressor = try ZstdDecompressor()
        sealer = RepositorySealer(key)
        self.compressor = compressor
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
        defer { swap(&message, &self.message) }
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
            try compressor.compressFrame(content, into: &message)
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

    private mutating func opens(
        _ sealed: Span<UInt8>, _ id: BlobID, _ plainLength: Int
    ) -> Bool {
        var (opened, unfolded): ([UInt8], [UInt8]) = ([], [])
        swap(&opened, &self.opened)
        swap(&unfolded, &self.unfolded)
        defer {
            swap(&opened, &self.opened)
            swap(&unfolded, &self.unfolded)
        }
        opened.removeAll(keepingCapacity: true)
        guard sealer.open(sealed, into: &opened) else { return false }
        guard plainLength > 0 else { return self.id(of: opened.span) == id }
        unfolded.removeAll(keepingCapacity: true)
        do throws(CompressionError) {
            try decompressor.decompressWhole(
                opened.span, into: &unfolded, exactly: plainLength)
        } catch {
            return false
        }
        return self.id(of: unfolded.span) == id
    }

    private static func fault(_ id: BlobID) -> EngineError {
        EngineError(
            .local,
            "blob \(id.short) did not open as what was sealed: this machine's memory or processor "
                + "may be faulty", disposition: .needsOperator)
    }
}
