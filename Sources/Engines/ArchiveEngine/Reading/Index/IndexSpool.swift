internal import Cryptography
internal import Engine
internal import Host
internal import Storage

/// The index of a snapshot as it lies in the vault, in an unnamed file here: read from the vault
/// once, known to be the one that was signed, and then gone through as often as it takes.
///
/// Encryption says who can read, not who wrote: anybody who knows a recipient can seal an index to
/// him. So nothing of an index is believed before its hash was compared with the signed one, and
/// what was compared is what is read afterwards.
final class IndexSpool: Sendable {
    let size: Int64
    private let file: FileDescriptor
    private let path: FilePath

    private init(_ file: consuming FileDescriptor, size: Int64, path: FilePath) {
        self.file = file
        self.size = size
        self.path = path
    }

    /// Reads the index into a file in `folder`, on threads that may block.
    static func fetch(
        _ snapshot: SealedSnapshot, from storage: any Storage, folder: FilePath,
        _ read: @Sendable (Int) -> Void
    ) async throws -> IndexSpool {
        let index = snapshot.manifest.index
        let file = try Folder(at: folder).openUnnamed()
        var hash = SHA256()
        var size: Int64 = 0
        let reader = try await storage.get(snapshot.indexObject, nil)
        while let piece = try await reader.next() {
            size += Int64(piece.count)
            guard size <= index.size else { break }
            hash.update(piece)
            try unsafe file.write(piece.span.bytes, path: folder)
            read(piece.count)
        }
        guard size == index.size else {
            throw EngineError.damaged(
                "\(index.name) has \(size < index.size ? "fewer" : "more") bytes than the "
                    + "\(index.size) it was written with")
        }
        guard hash.finish() == snapshot.completion.statement.index else {
            throw EngineError.damaged("\(index.name) is not the one that was signed")
        }
        return IndexSpool(file, size: size, path: folder)
    }

    /// Up to `count` bytes from `offset` on; none at the end.
    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        let wanted = Int(min(Int64(count), size - offset))
        let piece = try file.read(at: offset, count: wanted, path: path)
        guard piece.count == wanted else {
            throw EngineError(.local, "the spool in \(path) was cut short")
        }
        return piece
    }
}
