internal import CShims
internal import Connector
internal import Glibc
internal import Values

/// What the kernel knows of a name without opening it.
struct NodeStatus {
    enum Kind {
        case file, folder, link, fifo, socket, characterDevice, blockDevice, other
    }

    private let raw: cshims_walk_status

    init(_ raw: cshims_walk_status) {
        self.raw = raw
    }

    /// To be filled in.
    init() {
        raw = cshims_walk_status()
    }

    var kind: Kind {
        switch raw.mode & UInt32(S_IFMT) {
        case UInt32(S_IFREG): .file
        case UInt32(S_IFDIR): .folder
        case UInt32(S_IFLNK): .link
        case UInt32(S_IFIFO): .fifo
        case UInt32(S_IFSOCK): .socket
        case UInt32(S_IFCHR): .characterDevice
        case UInt32(S_IFBLK): .blockDevice
        default: .other
        }
    }

    var place: NodePlace { NodePlace(device: raw.device, inode: raw.inode) }
    var permissions: UInt16 { UInt16(raw.mode & 0o7777) }
    var user: UInt32 { raw.user }
    var group: UInt32 { raw.group }
    var size: Int64 { Int64(clamping: raw.size) }
    var linkCount: UInt64 { raw.links }
    var isNodump: Bool { raw.is_nodump != 0 }
    var deviceNumbers: (major: UInt32, minor: UInt32) { (raw.device_major, raw.device_minor) }

    /// Bytes that will be read, as far as it can be told from outside.
    var dataSize: Int64 {
        mayHaveHoles ? Int64(clamping: raw.blocks).saturating(times: 512) : size
    }

    /// Fewer blocks than bytes: only then it is worth asking where the holes are.
    var mayHaveHoles: Bool { Int64(clamping: raw.blocks) < size.saturating(adding: 511) / 512 }

    var modified: FileTime {
        FileTime(seconds: raw.modified, nanoseconds: raw.modified_nanoseconds)
    }
    var accessed: FileTime {
        FileTime(seconds: raw.accessed, nanoseconds: raw.accessed_nanoseconds)
    }
    /// nil where it is not known.
    var born: FileTime? {
        guard raw.has_birth != 0 else { return nil }
        return FileTime(seconds: raw.born, nanoseconds: raw.born_nanoseconds)
    }
    var changed: FileTime {
        FileTime(seconds: raw.changed, nanoseconds: raw.changed_nanoseconds)
    }

    var identity: FileIdentity {
        FileIdentity(
            device: raw.device, inode: raw.inode, linkCount: raw.links, changed: changed)
    }
}

/// What tells one thing on this machine from another.
struct NodePlace: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}
