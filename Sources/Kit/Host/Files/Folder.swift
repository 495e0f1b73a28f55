internal import CShims
internal import Glibc

/// An open folder. Paths below it are resolved from its descriptor and cannot leave it: no symbolic
/// link is followed on the way, whoever swaps one in meanwhile.
///
/// Every method blocks; none may be called on an event loop's thread.
package final class Folder: Sendable {
    /// How names are resolved; `.walk` is for kernels without openat2, and for tests of it.
    enum Resolution: CaseIterable {
        case kernel, walk
    }

    /// For a folder on the way to a name; it needs no right to list it.
    private static let wayOnly = Int32(CSHIMS_OPEN_PATH) | O_DIRECTORY

    let descriptor: FileDescriptor
    let resolution: Resolution
    /// Where it was opened, for messages; the folder may have been renamed since.
    package let path: FilePath

    /// Opens a trusted path, in which symbolic links are allowed.
    package convenience init(at path: FilePath) throws(FileError) {
        try self.init(at: path, resolution: .kernel)
    }

    init(at path: FilePath, resolution: Resolution) throws(FileError) {
        ThreadRole.requireBlockingAllowed("Folder.init")
        let raw = try unsafe path.string.withCString { name throws(FileError) in
            try unsafe FileError.checkErrno(
                "open", path, Glibc.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        }
        descriptor = FileDescriptor(owning: raw)
        self.resolution = resolution
        self.path = path
    }

    private init(
        owning descriptor: consuming FileDescriptor, path: FilePath, resolution: Resolution
    ) {
        self.descriptor = descriptor
        self.path = path
        self.resolution = resolution
    }

    /// Opens a folder below this one, as confined as this one.
    package func folder(_ name: RelativePath) throws(FileError) -> Folder {
        let opened = try open(name, flags: O_RDONLY | O_DIRECTORY)
        return Folder(owning: opened, path: full(name), resolution: resolution)
    }

    /// A descriptor of the same folder, whatever its path leads to by now.
    package func reopened() throws(FileError) -> FileDescriptor {
        let raw = try unsafe FileError.checkErrno(
            "open", path,
            openat(descriptor.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        return FileDescriptor(owning: raw)
    }

    /// Makes a folder; `.alreadyExists` when the name is taken.
    package func makeFolder(
        _ name: RelativePath, mode: FileMode = .ownerOnlyFolder
    ) throws(FileError) {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            try unsafe FileError.checkErrno(
                "make folder", full(name), mkdirat(parent, last, mode.rawValue))
            // What mkdirat makes is narrowed by the umask; a set-group-id parent adds its bit.
            try unsafe FileError.checkErrno(
                "set the mode of", full(name), fchmodat(parent, last, mode.rawValue, 0))
        }
        DiskWatch.made(name, in: self)
    }

    /// Makes the folder and those above it, where they are missing.
    package func makeFolders(
        _ name: RelativePath, mode: FileMode = .ownerOnlyFolder
    ) throws(FileError) {
        do {
            try makeFolder(name, mode: mode)
        } catch  where error.kind == .alreadyExists {
            _ = try open(name, flags: Self.wayOnly)
        } catch  where error.kind == .notFound {
            guard let parent = name.parent else { throw error }
            try makeFolders(parent, mode: mode)
            try makeFolders(name, mode: mode)
        }
    }

    /// Opens a folder by its path, which may lead through links, and makes what is missing at the
    /// path's end. What it made is on the disk when it returns.
    package static func openOrMake(
        _ path: FilePath, mode: FileMode = .ownerOnlyFolder
    ) throws(FileError) -> Folder {
        do throws(FileError) {
            return try Folder(at: path)
        } catch  where error.kind == .notFound && path != path.parent {
            let parent = try openOrMake(path.parent, mode: mode)
            try parent.makeFolders(RelativePath(bytes: path.name.bytes), mode: mode)
            try parent.synchronize()
            return try Folder(at: path)
        }
    }

    /// The folder's own status.
    package func status() throws(FileError) -> FileStatus {
        try descriptor.status(path: path)
    }

    /// The status of what the name stands for; of a link itself, not of what it points to.
    package func status(of name: RelativePath) throws(FileError) -> FileStatus {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            var status = stat()
            try unsafe FileError.checkErrno(
                "look at", full(name), fstatat(parent, last, &status, AT_SYMLINK_NOFOLLOW))
            return FileStatus(status)
        }
    }

    /// Where a symbolic link points, as it is written in the link.
    package func target(ofLink name: RelativePath) throws(FileError) -> SystemString {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            var target = [UInt8](repeating: 0, count: RelativePath.lengthMax + 1)
            let count = unsafe target.withUnsafeMutableBytes { buffer in
                unsafe cshims_read_link(
                    parent, last, buffer.baseAddress,
                    buffer.count)
            }
            guard count >= 0 else {
                throw FileError("read the link", code: errno, path: full(name))
            }
            return SystemString(bytes: target[..<count])
        }
    }

    /// Makes a symbolic link; the target is written as it is and never looked at.
    package func makeLink(
        _ name: RelativePath, to target: SystemString
    ) throws(FileError) {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            try unsafe target.withCString { text throws(FileError) in
                _ = try unsafe FileError.checkErrno(
                    "make link", full(name), symlinkat(text, parent, last))
            }
        }
        if DiskWatch.isOn { DiskWatch.tell(.madeLink(full(name), to: target)) }
    }

    /// Brings the folder's own entries to the disk.
    package func synchronize() throws(FileError) {
        try descriptor.synchronize(path: path)
    }

    func full(_ name: RelativePath) -> FilePath {
        path.appending(name.string)
    }

    /// Lends a descriptor of the folder that holds the last name, and that name.
    func inParent<Result>(
        of name: RelativePath,
        _ body: (Int32, UnsafePointer<CChar>) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        ThreadRole.requireBlockingAllowed("Folder")
        guard let parent = name.parent else {
            return try unsafe name.string.withCString { last throws(FileError) in
                try unsafe body(descriptor.raw, last)
            }
        }
        let opened = try open(parent, flags: Self.wayOnly)
        return try unsafe name.name.withCString { last throws(FileError) in
            try unsafe body(opened.raw, last)
        }
    }

    func open(
        _ name: RelativePath, flags: Int32, mode: FileMode = .ownerOnly
    ) throws(FileError) -> FileDescriptor {
        ThreadRole.requireBlockingAllowed("Folder.open")
        let raw = try unsafe name.string.withCString { text throws(FileError) in
            let code =
                switch resolution {
                case .kernel: unsafe cshims_open_beneath(descriptor.raw, text, flags, mode.rawValue)
                case .walk:
                    unsafe cshims_open_beneath_by_walk(descriptor.raw, text, flags, mode.rawValue)
                }
            return try FileError.check("open", full(name), code)
        }
        return FileDescriptor(owning: raw)
    }
}
