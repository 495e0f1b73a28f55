internal import CShims
internal import Glibc
internal import Values

/// Says that a folder belongs to one process: a lock file in it that the kernel releases when its
/// holder is gone, however that came about. The file itself stays; removing it would let two
/// processes lock two files of one name.
package struct FolderLock: ~Copyable, Sendable {
    package static let fileName: SystemString = "lock"

    private let descriptor: FileDescriptor

    /// Takes the lock at once, or throws `.inUse` with the id of the process that has it.
    package init(_ folder: Folder) throws(FileError) {
        let name = RelativePath(entry: Self.fileName)
        let path = folder.full(name)
        let opened = try folder.open(name, flags: O_RDWR | O_CREAT | O_NOCTTY | O_NONBLOCK)
        DiskWatch.made(name, in: folder)
        let code = cshims_lock_file(opened.raw)
        guard code != -EWOULDBLOCK else {
            throw Self.inUse(folder, by: Self.holder(opened, path: path))
        }
        try FileError.check("lock", path, code)
        try FileError.checkErrno("empty", path, ftruncate(opened.raw, 0))
        try unsafe opened.write(Array("\(getpid())\n".utf8).span.bytes, path: path)
        descriptor = opened
    }

    deinit {
        // Closing is not enough: a program that is being started at this moment has a copy of the
        // descriptor until it is executed.
        cshims_unlock_file(descriptor.raw)
    }

    /// Throws `.inUse` when another process has the lock; changes nothing and keeps nothing.
    package static func requireFree(_ folder: Folder) throws(FileError) {
        let name = RelativePath(entry: fileName)
        do throws(FileError) {
            let opened = try folder.openFile(name, for: .read)
            guard cshims_lock_file(opened.raw) != -EWOULDBLOCK else {
                throw inUse(folder, by: holder(opened, path: folder.full(name)))
            }
            cshims_unlock_file(opened.raw)  // At once, for the reason given above.
        } catch  where error.kind == .notFound {
            // Nobody has ever locked it.
        }
    }

    /// The id that the holder wrote, nil when it has not come to that or wrote nonsense.
    private static func holder(_ file: borrowing FileDescriptor, path: FilePath) -> Int32? {
        // Only the message loses by an unreadable file.
        guard let bytes = try? file.readAll(limit: .kibibytes(1), path: path),
            let line = bytes.split(separator: UInt8(ascii: "\n")).first
        else { return nil }
        return Int32(String(decoding: line, as: UTF8.self))
    }

    private static func inUse(_ folder: Folder, by holder: Int32?) -> FileError {
        let who = holder.map { "process \($0)" } ?? "another process"
        return FileError(
            .inUse(by: holder), "\(folder.path) is already in use by \(who)",
            path: folder.path.description)
    }
}
