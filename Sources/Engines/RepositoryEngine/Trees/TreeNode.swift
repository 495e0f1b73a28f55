package import Connector
package import Values

/// What a folder has under one name: a line of a tree.
package struct TreeNode: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case file
        case folder = "dir"
        case link = "symlink"
        case fifo
        case socket
        case characterDevice = "chardev"
        case blockDevice = "dev"
        /// Something that the writer's machine had and ours does not know.
        case irregular
    }

    package var name: [UInt8]
    package var kind: Kind
    package var mode: FileModeBits
    package var modified: FileTime
    /// The writer's choice: usually the same as `modified`.
    package var accessed: FileTime
    /// When anything about it last changed.
    package var changed: FileTime
    package var user: EntryMetadata.Owner
    package var group: EntryMetadata.Owner
    /// 0 where there is no such thing.
    package var inode: UInt64 = 0
    /// The file system it was on, 0 where there is no such thing.
    package var fileSystem: UInt64 = 0
    package var size: UInt64 = 0
    package var links: UInt64 = 0
    /// Of links.
    package var target: [UInt8] = []
    package var attributes: [EntryMetadata.Attribute] = []
    /// Of devices: both numbers as one.
    package var device: UInt64 = 0
    /// Of files: their pieces in order.
    package var content: [BlobID] = []
    /// Of folders.
    package var subtree: BlobID?

    package init(
        name: [UInt8], kind: Kind, mode: FileModeBits, modified: FileTime,
        accessed: FileTime? = nil, changed: FileTime? = nil,
        user: EntryMetadata.Owner = .init(id: 0), group: EntryMetadata.Owner = .init(id: 0)
    ) {
        self.name = name
        self.kind = kind
        self.mode = mode
        self.modified = modified
        self.accessed = accessed ?? modified
        self.changed = changed ?? modified
        self.user = user
        self.group = group
    }
}
