internal import Compression
internal import Engine
internal import Host

/// Reads back the entries that an earlier attempt has put into its index, one at a time.
final class StoredIndex {
    private static let pieceSize = 256 << 10

    private let file: FileDescriptor
    private let path: FilePath
    private let size: Int64
    private var offset: Int64 = 0
    private var decompressor: ZstdDecompressor
    private var lines = IndexLineReader()

    init(at path: FilePath, size: Int64) throws {
        decompressor = try ZstdDecompressor()
        let name = try RelativePath(bytes: path.name.bytes)
        file = try Folder(at: path.parent).openFile(name, for: .read)
        self.path = path
        self.size = size
    }

    /// nil after the last.
    func next() throws -> EntryRecord? {
        while true {
            while let line = try lines.next() {
                if case .entry(let record) = line { return record }
            }
            guard offset < size else { return nil }
            try readMore()
        }
    }

    private func readMore() throws {
        let count = Int(min(Int64(Self.pieceSize), size - offset))
        let piece = try file.read(at: offset, count: count, path: path)
        guard piece.count == count else {
            throw EngineError(.local, "\(path) is shorter than its journal says")
        }
        offset += Int64(count)
        var plain: [UInt8] = []
        try decompressor.decompress(piece.span) { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe plain.append(contentsOf: $0) }
        }
        lines.push(plain)
    }
}
