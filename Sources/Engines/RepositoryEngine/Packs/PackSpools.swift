internal import Engine
package import Host
internal import Storage
internal import Synchronization

/// Where a backup keeps packs until they lie in the vault: unnamed files of this machine, gone with
/// its process. A pack that is being filled may wait for hours, and several are at once: in memory
/// they would be most of what a backup takes.
package final class PackSpools: Sendable {
    private let folder: Folder
    /// Reads for whoever sends, which may be on a thread that must not wait for a disk.
    private let readers: ThreadPool

    package init(in folder: Folder) throws {
        self.folder = folder
        readers = try ThreadPool(name: "repository packs", size: 1)
    }

    func make() throws(FileError) -> PackSpool {
        PackSpool(try folder.openUnnamed(), at: folder.path, readers)
    }
}

/// The bytes of one pack in a file.
final class PackSpool: Sendable {
    /// Read at once.
    private static let readSize = 256 << 10

    private let file: FileDescriptor
    private let path: FilePath
    private let readers: ThreadPool

    fileprivate init(
        _ file: consuming FileDescriptor, at path: FilePath, _ readers: ThreadPool
    ) {
        self.file = file
        self.path = path
        self.readers = readers
    }

    func append(_ bytes: Span<UInt8>) throws(FileError) {
        try unsafe file.write(bytes.bytes, path: path)
    }

    /// Everything that was appended so far. Blocks.
    func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
        var offset: Int64 = 0
        while true {
            let piece = try file.read(at: offset, count: Self.readSize, path: path)
            guard !piece.isEmpty else { return }
            try body(piece)
            offset += Int64(piece.count)
        }
    }

    fileprivate func read(at offset: Int) async throws -> [UInt8] {
        try await readers.run {
            try self.file.read(at: Int64(offset), count: Self.readSize, path: self.path)
        }
    }
}

/// Hands out what is in a spool, from its start.
final class PackSpoolReader: ObjectReader {
    private let spool: PackSpool
    private let length: Int
    private let position = Mutex(0)

    init(_ spool: PackSpool, length: Int) {
        self.spool = spool
        self.length = length
    }

    func next() async throws -> [UInt8]? {
        let offset = position.withLock { $0 }
        guard offset < length else { return nil }
        let bytes = try await spool.read(at: offset)
        guard !bytes.isEmpty else {
            throw EngineError(.local, "a pack that waited to be sent has become shorter")
        }
        position.withLock { $0 += bytes.count }
        return bytes
    }
}
