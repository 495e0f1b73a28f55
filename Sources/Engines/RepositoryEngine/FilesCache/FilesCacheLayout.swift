internal import Cryptography
internal import Host
internal import Values

/// A files cache is blocks, each with its length and hash in front, and at its end the id of the
/// snapshot whose files it lists, with a hash of its own.
enum FilesCacheLayout {
    static let headSize = 4 + SHA256Digest.byteCount
    static let endSize = 16 + ObjectID.byteCount + SHA256Digest.byteCount
    /// Far more than a record with a long path and thousands of pieces takes.
    static let blockSizeMax = 1 << 28
    private static let mark = Array("holdfast files 1".utf8)

    static func head(of count: Int, _ digest: SHA256Digest) -> [UInt8] {
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        digest.append(to: &bytes)
        return bytes
    }

    static func end(_ snapshot: ObjectID) -> [UInt8] {
        var bytes = mark
        snapshot.append(to: &bytes)
        SHA256.hash(bytes.span).append(to: &bytes)
        return bytes
    }

    /// What the cache of these sources is called.
    static func name(
        repository: ObjectID, hostName: String, paths: [String]
    ) throws(FileError) -> RelativePath {
        var bytes: [UInt8] = []
        repository.append(to: &bytes)
        for text in [hostName] + Set(paths).sorted() {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        }
        return try RelativePath("files-\(SHA256.hash(bytes.span).description.prefix(32))")
    }
}
