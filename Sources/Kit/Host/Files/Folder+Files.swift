internal import CShims
internal import Glibc
package import Values

extension Folder {
    package enum Access: Sendable {
        case read
        /// Also reads; the file must exist.
        case write
        /// Makes a file that must not exist yet.
        case create(FileMode)
    }

    /// Opens a regular file below this folder. Pipes, sockets and devices are refused, without
    /// waiting for their other end.
    package func openFile(_ name: RelativePath, for access: Access) throws(FileError)
        -> FileDescriptor
    {
        let opened: FileDescriptor
        switch access {
        case .read:
            opened = try open(name, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
        case .write:
            opened = try open(name, flags: O_RDWR | O_NONBLOCK | O_NOCTTY)
        case .create(let mode):
            opened = try open(name, flags: O_RDWR | O_CREAT | O_EXCL | O_NOCTTY, mode: mode)
            try FileError.checkErrno(
                "set the mode of", full(name), fchmod(opened.raw, mode.rawValue))
            DiskWatch.made(name, in: self)
            return opened
        }
        guard try opened.status(path: full(name)).kind == .file else {
            throw FileError(
                .notAFile, "\(full(name)) is not a regular file", path: full(name).description)
        }
        return opened
    }

    /// The whole content, or `.tooLarge` as soon as it is more than `limit`.
    package func read(_ name: RelativePath, limit: ByteCount) throws(FileError) -> [UInt8] {
        try openFile(name, for: .read).readAll(limit: limit, path: full(name))
    }

    /// Removes a file, a link or an empty folder.
    package func remove(_ name: RelativePath) throws(FileError) {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            guard unsafe unlinkat(parent, last, 0) != 0 else { return }
            // Linux says EISDIR for a folder; POSIX also allows EPERM.
            guard errno == EISDIR || errno == EPERM else {
                throw FileError("remove", code: errno, path: full(name))
            }
            try unsafe FileError.checkErrno(
                "remove", full(name), unlinkat(parent, last, Int32(AT_REMOVEDIR)))
        }
        if DiskWatch.isOn { DiskWatch.tell(.removed(full(name))) }
    }

    /// Removes a file or a link; a folder stays and throws.
    package func removeFile(_ name: RelativePath) throws(FileError) {
        try remove(name, flags: 0)
    }

    /// Removes a folder that is empty; `.notEmpty` for another.
    package func removeEmptyFolder(_ name: RelativePath) throws(FileError) {
        try remove(name, flags: Int32(AT_REMOVEDIR))
    }

    private func remove(_ name: RelativePath, flags: Int32) throws(FileError) {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            _ = try unsafe FileError.checkErrno(
                "remove", full(name), unlinkat(parent, last, flags))
        }
        if DiskWatch.isOn { DiskWatch.tell(.removed(full(name))) }
    }

    package enum Replacement: Sendable {
        case allowed, refused
    }

    /// Gives something another name within this folder, in one step that a crash cannot split.
    package func rename(
        _ name: RelativePath, to newName: RelativePath, replacement: Replacement
    ) throws(FileError) {
        try unsafe inParent(of: name) { (from, old) throws(FileError) in
            try unsafe inParent(of: newName) { (to, new) throws(FileError) in
                let code: Int32
                switch replacement {
                case .allowed: code = unsafe renameat(from, old, to, new) == 0 ? 0 : -errno
                case .refused: code = unsafe cshims_rename_new(from, old, to, new)
                }
                try FileError.check("rename \(full(name)) to", full(newName), code)
            }
        }
        if DiskWatch.isOn { DiskWatch.tell(.renamed(full(name), to: full(newName))) }
    }
}
