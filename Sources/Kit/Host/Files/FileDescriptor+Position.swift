internal import Glibc

extension FileDescriptor {
    /// Reads at most the span's length from `offset` on, wherever the file's own position is; 0 at
    /// the end of the file.
    package func read(
        into buffer: inout MutableRawSpan, at offset: Int64, path: FilePath
    ) throws(FileError) -> Int {
        ThreadRole.requireBlockingAllowed("FileDescriptor.read")
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            retryingWhenInterrupted {
                unsafe Glibc.pread(raw, bytes.baseAddress, bytes.count, off_t(offset))
            }
        }
        guard count >= 0 else { throw FileError("read", code: errno, path: path) }
        return count
    }

    /// Cuts the file off, or fills it up with zeros, and goes on writing at its new end.
    package func truncate(to size: Int64, path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("FileDescriptor.truncate")
        try FileError.checkErrno("cut", path, ftruncate(raw, off_t(size)))
        try FileError.checkErrno("cut", path, lseek(raw, off_t(size), SEEK_SET) < 0 ? -1 : 0)
    }
}
