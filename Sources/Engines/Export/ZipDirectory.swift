internal import Host

/// The directory of an archive that is being written: it comes last, and nothing may grow with the
/// number of entries, so what is much of it waits in a file without a name.
struct ZipDirectory: ~Copyable {
    private static let linesMax = 4 << 20
    private static let pieceSize = 1 << 20
    /// On a disk, where `/tmp` is often memory.
    private static let folder: FilePath = "/var/tmp"

    var lines: [UInt8] = []
    private var file: FileDescriptor?
    private var spooled: Int64 = 0

    init() {}

    mutating func spoolIfFull() throws {
        guard lines.count >= Self.linesMax else { return }
        if file == nil { file = try Folder(at: Self.folder).openUnnamed() }
        try unsafe file?.write(lines.span.bytes, path: Self.folder)
        spooled += Int64(lines.count)
        lines.removeAll(keepingCapacity: true)
    }

    /// All of it, in its order.
    consuming func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
        var offset: Int64 = 0
        while offset < spooled {
            let count = Int(min(spooled - offset, Int64(Self.pieceSize)))
            guard let piece = try file?.read(at: offset, count: count, path: Self.folder),
                piece.count == count
            else { throw FileError(.other, "the spool was cut short", path: "/var/tmp") }
            try body(piece)
            offset += Int64(count)
        }
        try body(lines)
    }
}
