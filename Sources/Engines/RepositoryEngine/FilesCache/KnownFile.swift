internal import Connector
internal import Values

/// A file as an earlier backup found it, and the pieces that its content was.
struct KnownFile: Hashable, Sendable {
    let path: EntryPath
    let size: Int64
    let modified: FileTime
    let changed: FileTime
    let inode: UInt64
    let content: [BlobID]

    init(
        path: EntryPath, size: Int64, modified: FileTime, changed: FileTime, inode: UInt64,
        content: [BlobID]
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
        self.content = content
    }

    /// Of an entry whose content is known now; nil where nothing would tell a changed file.
    init?(_ entry: Entry, size: Int64, content: [BlobID]) {
        guard let identity = entry.identity else { return nil }
        self.init(
            path: entry.path, size: size, modified: entry.metadata.modified,
            changed: identity.changed, inode: identity.inode, content: content)
    }

    /// Whether the entry is the same file with the same content, as far as can be told without
    /// reading it.
    func isSame(as entry: Entry) -> Bool {
        guard let identity = entry.identity else { return false }
        return entry.size == size && entry.metadata.modified == modified
            && identity.changed == changed && identity.inode == inode
    }
}

/// Files of an earlier backup in the order of their paths, which is the order of every walk: the
/// two go side by side, and neither has to be held in memory.
protocol KnownFiles: AnyObject {
    /// nil after the last. Blocks.
    func next() -> KnownFile?
}

/// Where a walk asks for what is known of its entries.
struct KnownFilesCursor {
    private let files: (any KnownFiles)?
    private var current: KnownFile?

    init(_ files: (any KnownFiles)?) {
        self.files = files
        current = files?.next()
    }

    /// The file of that path. Asked in the order of paths.
    mutating func file(at path: EntryPath) -> KnownFile? {
        while let known = current {
            if known.path == path { return known }
            if path < known.path { return nil }
            current = files?.next()
        }
        return nil
    }
}
