internal import Compression
internal import Engine

/// The content of objects that lie by themselves, not in packs: a byte that says how, then zstd;
/// or JSON as it is, as the first version of the format writes it.
package enum UnpackedObject {
    private static let folded: UInt8 = 2

    static func encode(_ document: [UInt8]) throws -> [UInt8] {
        var bytes = [folded]
        var compressor = try ZstdCompressor(checksums: false)
        try compressor.compressFrame(document.span, into: &bytes)
        return bytes
    }

    static func decode(_ content: [UInt8]) throws -> [UInt8] {
        switch content.first {
        case folded:
            var document: [UInt8] = []
            var decompressor = try ZstdDecompressor()
            try decompressor.decompressWhole(
                content.span.extracting(droppingFirst: 1), into: &document,
                atMost: RepositoryLimits.documentSizeMax)
            return document
        case UInt8(ascii: "{"), UInt8(ascii: "["): return content
        case let other?:
            throw EngineError(.tooNew, "it is encoded in a way, \(other), that is not known")
        case nil: throw EngineError.damaged("it is empty")
        }
    }

    /// The document of sealed bytes, which hash to `id`.
    static func open(_ sealed: [UInt8], named id: ObjectID, _ key: MasterKey) throws -> [UInt8] {
        guard ObjectID.hash(sealed.span) == id else {
            throw EngineError.damaged("its content is not what its name says")
        }
        return try decode(try openSealed(sealed, key))
    }

    static func openSealed(_ sealed: [UInt8], _ key: MasterKey) throws -> [UInt8] {
        var sealer = RepositorySealer(key)
        var content: [UInt8] = []
        content.reserveCapacity(sealed.count)
        guard sealer.open(sealed.span, into: &content) else {
            throw EngineError.damaged("it does not open with the repository's key")
        }
        return content
    }
}
