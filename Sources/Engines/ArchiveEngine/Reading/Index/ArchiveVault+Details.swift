internal import Compression
internal import Cryptography
internal import Engine
internal import Storage

extension ArchiveVault {
    /// How much of an index is read for its first line: enough for any header of ours and a chunk,
    /// and, where that is not, for the longest header and the longest block.
    private static let headSizes: [Int64] = [96 << 10, 768 << 10]

    /// What a snapshot is of; nil without a key that opens it.
    func details(of snapshot: SealedSnapshot) async throws -> SnapshotDetails? {
        if snapshot.encryption == .age, keys.identities.isEmpty { return nil }
        let title = snapshot.manifest.index.name
        for size in Self.headSizes {
            let end = min(size, snapshot.manifest.index.size)
            do {
                let head = try await storage.get(snapshot.indexObject, 0..<end)
                    .collect(limit: Int(end))
                if let details = try read(head, of: snapshot) { return details }
            } catch let error as CryptographyError where error.kind == .wrongKey {
                return nil
            } catch {
                throw EngineError(reading: error, of: title)
            }
        }
        throw EngineError.damaged("\(title) does not say what it is of")
    }

    /// The first line, once enough of the index is there.
    private func read(
        _ head: [UInt8], of snapshot: SealedSnapshot
    ) throws -> SnapshotDetails? {
        var compressed = head
        if snapshot.encryption == .age {
            compressed = []
            var decryptor = AgeDecryptor(.identities(keys.identities))
            try decryptor.update(head, into: &compressed)
            if Int64(head.count) == snapshot.manifest.index.size {
                try decryptor.finish(into: &compressed)
            }
        }
        var decompressor = try ZstdDecompressor()
        var text: [UInt8] = []
        _ = try decompressor.decompress(
            compressed.span, into: &text, atMost: ArchiveLimits.indexFrameSize)
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        guard case .details(let details) = try IndexLine(parsing: text, in: 0..<end) else {
            return nil
        }
        return details
    }
}
