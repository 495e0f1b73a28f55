internal import Glibc
package import Values

/// What a name in a folder stands for.
package enum FileKind: Hashable, Sendable {
    case file, folder, link, pipe, socket, characterDevice, blockDevice
    /// The file system did not say; ask for the status.
    case unknown
}

/// What the kernel knows of a file without reading it.
package struct FileStatus: Hashable, Sendable {
    package let kind: FileKind
    package let size: ByteCount
    package let mode: FileMode
    package let owner: UInt32
    package let group: UInt32
    /// With `inode`, the identity of the file on this machine while it is open.
    package let device: UInt64
    package let inode: UInt64
    package let linkCount: UInt64
    package let modified: Timestamp

    init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        size = ByteCount(status.st_size)
        mode = FileMode(rawValue: status.st_mode)
        owner = status.st_uid
        group = status.st_gid
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        linkCount = UInt64(status.st_nlink)
        modified = Timestamp(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1000
                + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }
}

extension FileKind {
    init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            default: .unknown
            }
    }

    /// Of the type byte in a folder's entry, which is the mode's upper half.
    init(entryType: UInt8) {
        self.init(mode: mode_t(entryType) << 12)
    }
}
