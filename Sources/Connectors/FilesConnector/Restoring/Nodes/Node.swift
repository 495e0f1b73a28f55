internal import CShims
internal import Connector
internal import Glibc
internal import Values

/// What is in the target under some name.
struct Node: Sendable {
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    let status: cshims_node

    init(_ status: cshims_node) {
        self.status = status
    }

    var format: UInt32 { status.mode & S_IFMT }
    var isFolder: Bool { format == S_IFDIR }
    var isFile: Bool { format == S_IFREG }
    var isLink: Bool { format == S_IFLNK }
    var permissions: UInt32 { status.mode & 0o7777 }
    var identity: Identity { Identity(device: status.device, inode: status.inode) }

    var modified: FileTime {
        FileTime(seconds: status.modified, nanoseconds: status.modified_nanoseconds)
    }

    /// Of one kind with an entry; what a hard link is, its first name says.
    func isLike(_ kind: Entry.Kind) -> Bool {
        switch kind {
        case .file: isFile
        case .folder: isFolder
        case .link: isLink
        case .hardLink: !isFolder
        case .fifo, .socket, .characterDevice, .blockDevice: format == kind.format
        }
    }

    func isDevice(_ major: UInt32, _ minor: UInt32) -> Bool {
        status.device_major == major && status.device_minor == minor
    }
}

extension Entry.Kind {
    /// As the kernel calls it; of those that are made by it alone.
    var format: UInt32 {
        switch self {
        case .fifo: S_IFIFO
        case .socket: S_IFSOCK
        case .characterDevice: S_IFCHR
        case .blockDevice: S_IFBLK
        case .folder: S_IFDIR
        case .link: S_IFLNK
        case .file, .hardLink: S_IFREG
        }
    }
}
