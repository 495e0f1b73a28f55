internal import Glibc

extension FileDescriptor {
    /// Reads at most `count` bytes from `offset` on; fewer only before the end of the file, none at
    /// it. Where the descriptor stands does not matter and does not change.
    package func read(
        at offset: Int64, count: Int, path: FilePath
    ) throws(FileError) -> [UInt8] {
        ThreadRole.requireBlockingAllowed("FileDescriptor.read(at:)")
        var code: Int32 = 0
        // Filling memory with zeros first would cost a third of reading it.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled..<count])
                let got = retryingWhenInterrupted {
                    unsafe pread(raw, part.baseAddress, part.count, off_t(offset) + filled)
                }
                guard got > 0 else {
                    if got < 0 { code = errno }
                    return
                }
                filled += got
            }
        }
        guard code == 0 else { throw FileError("read", code: code, path: path) }
        return bytes
    }

    /// Says that it will be read from its start to its end, so that the kernel reads ahead further.
    package func expectSequentialReading() {
        // Only advice: nothing is lost where it is not taken.
        _ = posix_fadvise(raw, 0, 0, POSIX_FADV_SEQUENTIAL)
    }
}
