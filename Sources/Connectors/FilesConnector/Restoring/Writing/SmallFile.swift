internal import Connector

/// A file that waits to be written, its content in the batch it belongs to.
struct SmallFile: Sendable {
    let path: EntryPath
    let folder: OpenFolder
    let handle: FolderHandle
    let step: Placement.Step
    let look: Look
    let content: Range<Int>
    /// What the writer holds the content against before it writes.
    let proof: ContentProof?
    /// What is to follow its name, where that cannot be its own.
    let suffix: String?
}

/// Small files, or a piece of a large one, that one thread writes at once.
struct Batch: Sendable {
    /// Large enough that handing it over costs nothing beside writing it, small enough that both
    /// writers are busy soon and that few folders are held open.
    static let filesMax = 64
    static let bytesMax = 512 << 10

    var bytes: [UInt8] = []
    var files: [SmallFile] = []
    var piece: LargePiece?

    init(roomFor fileSize: Int) {
        bytes.reserveCapacity(Self.bytesMax + fileSize)
        files.reserveCapacity(Self.filesMax)
    }

    var isFull: Bool { files.count >= Self.filesMax || bytes.count >= Self.bytesMax }

    mutating func empty() {
        bytes.removeAll(keepingCapacity: true)
        files.removeAll(keepingCapacity: true)
        piece = nil
    }
}
