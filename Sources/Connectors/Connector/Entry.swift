package import Cryptography
package import Values

/// One thing to protect, or to give back: a file of a tree, a dump of a database. It is what every
/// connector yields and every engine stores.
package struct Entry: Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        /// Where it points, as it is written in the link.
        case link([UInt8])
        /// A further name of an entry that came before; it has no content of its own.
        case hardLink(EntryPath)
        case fifo
        case socket
        case characterDevice(major: UInt32, minor: UInt32)
        case blockDevice(major: UInt32, minor: UInt32)
    }

    package let path: EntryPath
    package let kind: Kind
    package let metadata: EntryMetadata
    /// Of files: bytes, holes included, when the entry was made. 0 for other kinds.
    package let size: Int64
    /// Where the file is, to tell whether it is still the same; nil where there is no such thing.
    package let identity: FileIdentity?
    /// Of files, and of those only; nil in a listing.
    package let content: (any EntryContent)?
    /// Of files that come out of a vault: the hash of their data when it was backed up, holes left
    /// out.
    package let digest: SHA256Digest?
    /// Of files that come out of a vault: how many bytes of data they have.
    package let dataSize: Int64?
    /// Of files that come out of a vault which keeps them in pieces: what they are made of, from
    /// their start to their end, holes included as zeros.
    package let pieces: [ContentPiece]?

    package init(
        path: EntryPath, kind: Kind, metadata: EntryMetadata, size: Int64 = 0,
        identity: FileIdentity? = nil, content: (any EntryContent)? = nil,
        digest: SHA256Digest? = nil, dataSize: Int64? = nil, pieces: [ContentPiece]? = nil
    ) {
        precondition(kind == .file || content == nil, "only files have content")
        self.path = path
        self.kind = kind
        self.metadata = metadata
        self.size = size
        self.identity = identity
        self.content = content
        self.digest = digest
        self.dataSize = dataSize
        self.pieces = pieces
    }

    /// Whether what the vault knows of both, without reading either, says that they differ. Two
    /// files may be cut differently and be the same, which takes another program or another way
    /// of growing.
    package func hasOtherContent(than other: Entry) -> Bool {
        if let digest, let others = other.digest { return digest != others }
        if let pieces, let others = other.pieces { return pieces != others }
        return false
    }
}

/// A piece of the content of a file.
package struct ContentPiece: Hashable, Sendable {
    package let size: Int64
    package let digest: SHA256Digest

    package init(size: Int64, digest: SHA256Digest) {
        self.size = size
        self.digest = digest
    }
}

/// What the kernel tells one file from another by, and a changed one from what it was.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let linkCount: UInt64
    /// When anything about it last changed.
    package let changed: FileTime

    package init(device: UInt64, inode: UInt64, linkCount: UInt64, changed: FileTime) {
        self.device = device
        self.inode = inode
        self.linkCount = linkCount
        self.changed = changed
    }
}
