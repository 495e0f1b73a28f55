internal import Connector
internal import Cryptography
internal import Host
internal import Values

/// Writes what a backup found, in the order of its walk, so that the next one need not read it
/// again: docs/formats/repository.md. Nothing is seen of it before `commit`.
struct FilesCacheWriter: ~Copyable {
    /// Of what is hashed and read at once.
    static let blockSize = 64 << 10

    private var draft: FileDraft
    private var block: [UInt8] = []
    private var lastPath: [UInt8] = []

    init(in folder: Folder) throws(FileError) {
        draft = try FileDraft(in: folder)
        block.reserveCapacity(2 * Self.blockSize)
    }

    /// Files come in the order of their paths.
    mutating func append(_ file: KnownFile) throws(FileError) {
        FilesCacheRecord.append(file, after: lastPath, to: &block)
        lastPath = file.path.bytes
        if block.count >= Self.blockSize { try flush() }
    }

    /// The file takes the place of the last one, and is valid for the snapshot alone.
    mutating func commit(
        as name: RelativePath, for snapshot: ObjectID
    ) throws(FileError) {
        try flush()
        try draft.write(FilesCacheLayout.end(snapshot))
        try draft.commit(as: name, replacement: .allowed)
    }

    private mutating func flush() throws(FileError) {
        guard !block.isEmpty else { return }
        try draft.write(FilesCacheLayout.head(of: block.count, SHA256.hash(block)))
        try draft.write(block)
        block.removeAll(keepingCapacity: true)
        lastPath = []
    }
}
