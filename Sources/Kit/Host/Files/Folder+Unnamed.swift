internal import Glibc

extension Folder {
    /// O_TMPFILE, which Glibc does not show.
    private static let unnamedFile: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Opens a new file that has no name and is gone with its last descriptor, however its process
    /// ends. File systems that know no such thing get one whose name is removed at once.
    package func openUnnamed() throws(FileError) -> FileDescriptor {
        do throws(FileError) {
            return try open(RelativePath(entry: "."), flags: Self.unnamedFile | O_RDWR)
        } catch  where Self.isUnsupported(error) {
            let name = FileDraft.freshName()
            let opened = try openFile(name, for: .create(.ownerOnly))
            try remove(name)
            return opened
        }
    }

    private static func isUnsupported(_ error: FileError) -> Bool {
        // Kernels and file systems without it take it for opening a folder for writing.
        [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(error.underlying?.code ?? 0)
    }
}
