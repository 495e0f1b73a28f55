internal import Compression
internal import Engine
internal import Storage

extension RepositoryVault {
    /// The text of a tree that an earlier backup stored.
    func parentTree(_ id: BlobID, _ index: BlobIndex) async throws -> [UInt8] {
        guard let place = index.place(of: id, .tree) else {
            throw EngineError.damaged("tree \(id.short) is in no pack")
        }
        let range = Int64(place.offset)..<Int64(place.offset + place.length)
        let sealed = try await storage.get(
            RepositoryLayout.object(.data, place.pack), range
        ).collect(limit: place.length)
        var sealer = RepositorySealer(key)
        var content: [UInt8] = []
        guard sealer.open(sealed.span, into: &content) else {
            throw EngineError.damaged("tree \(id.short) does not open with the repository's key")
        }
        if place.plainLength > 0 {
            var unfolded: [UInt8] = []
            var decompressor = try ZstdDecompressor()
            try decompressor.decompressWhole(
                content.span, into: &unfolded, exactly: place.plainLength)
            content = unfolded
        }
        guard ObjectID.hash(content.span) == id else {
            throw EngineError.damaged("tree \(id.short) is not what its name says")
        }
        return content
    }
}
