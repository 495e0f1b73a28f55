internal import CShims
internal import Glibc
package import Values

/// An open file, closed when its owner lets go of it.
package struct FileDescriptor: ~Copyable, Sendable {
    /// Valid for as long as this value lives.
    package let raw: Int32

    package init(owning raw: Int32) {
        self.raw = raw
    }

    deinit {
        Glibc.close(raw)
    }

    /// Both ends of a pipe, which programs that are started do not get. Each is the caller's to
    /// own. Writing to one whose other end is closed is an error and no signal, on threads of ours.
    package static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        let code = unsafe cshims_pipe(&ends)
        guard code >= 0 else { throw SystemError("pipe", code: -code) }
        return (ends[0], ends[1])
    }

    /// Gives the number to somebody else, who closes it.
    package consuming func release() -> Int32 {
        let raw = self.raw
        discard self
        return raw
    }

    /// Reads at most the span's length; 0 at the end of the file. `path` is for the error.
    package func read(
        into buffer: inout MutableRawSpan, path: FilePath
    ) throws(FileError) -> Int {
        ThreadRole.requireBlockingAllowed("FileDescriptor.read")
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            retryingWhenInterrupted { unsafe Glibc.read(raw, bytes.baseAddress, bytes.count) }
        }
        guard count >= 0 else { throw FileError("read", code: errno, path: path) }
        return count
    }

    /// Writes all of it, however often the kernel takes less.
    package func write(_ bytes: borrowing RawSpan, path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("FileDescriptor.write")
        let code: Int32 = unsafe bytes.withUnsafeBytes { buffer in
            var rest = unsafe buffer[...]
            while unsafe !rest.isEmpty {
                let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
                let count = retryingWhenInterrupted {
                    unsafe Glibc.write(raw, part.baseAddress, part.count)
                }
                guard count >= 0 else { return errno }
                unsafe rest = rest.dropFirst(count)
            }
            return 0
        }
        guard code == 0 else { throw FileError("write", code: code, path: path) }
        DiskWatch.wrote(bytes, to: raw)
    }

    /// Waits until the bytes are on the disk. A failure is final for this file: the kernel has
    /// dropped the bytes and a second call would report success for nothing.
    package func synchronize(path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("FileDescriptor.synchronize")
        guard DiskWatch.synchronizing(raw, { fsync(raw) == 0 ? true : nil }) == nil else { return }
        let cause = SystemError.last("fsync", subject: path.description)
        throw FileError(
            .notDurable, "could not bring \(path) to the disk: \(cause.reason)",
            path: path.description, underlying: cause)
    }

    /// What kind of thing is open, and its size.
    package func status(path: FilePath) throws(FileError) -> FileStatus {
        var status = stat()
        try unsafe FileError.checkErrno("look at", path, fstat(raw, &status))
        return FileStatus(status)
    }

    /// Everything up to the end, or `.tooLarge` as soon as it is more than `limit`.
    package func readAll(limit: ByteCount, path: FilePath) throws(FileError) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var all = chunk.mutableSpan
            var span = unsafe all.mutableBytes
            let count = try read(into: &span, path: path)
            guard count > 0 else { return content }
            guard content.count + count <= limit.bytes else {
                throw FileError(
                    .tooLarge, "\(path) is larger than the \(limit) allowed here",
                    path: path.description)
            }
            content.append(contentsOf: chunk[..<count])
        }
    }

    /// Lends everything up to the end, a mebibyte at most at a time.
    package func forEachPiece(
        path: FilePath, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try read(into: &chunk, path: path)
            guard count > 0 else { return }
            try body(chunk.span.extracting(0..<count))
        }
    }

    private func read(into chunk: inout [UInt8], path: FilePath) throws(FileError) -> Int {
        var all = chunk.mutableSpan
        var bytes = unsafe all.mutableBytes
        return try read(into: &bytes, path: path)
    }
}

/// Calls again while a signal interrupts.
func retryingWhenInterrupted(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        guard result < 0, errno == EINTR else { return result }
    }
}
