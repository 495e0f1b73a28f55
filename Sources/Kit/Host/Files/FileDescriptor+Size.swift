internal import Glibc

extension FileDescriptor {
    /// Cuts the file off, or fills it up with zeros, and goes on writing at its new end.
    package func truncate(to size: Int64, path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("FileDescriptor.truncate")
        try FileError.checkErrno("cut", path, ftruncate(raw, off_t(size)))
        try FileError.checkErrno("cut", path, lseek(raw, off_t(size), SEEK_SET) < 0 ? -1 : 0)
    }
}
