internal import Glibc
internal import Host

/// A range of an open file that is to be sent. It owns the descriptor and closes it.
package final class FileContent: Sendable {
    let descriptor: Int32
    package let range: Range<Int>

    /// Takes ownership of `descriptor`, a regular file open for reading.
    package init(takingOver descriptor: Int32, range: Range<Int>) {
        self.descriptor = descriptor
        self.range = range
    }

    deinit {
        close(descriptor)
    }

    /// The bytes themselves, for answers that are kept in memory. It waits for the disk.
    func read(limit: Int) throws -> [UInt8] {
        guard range.count <= limit else {
            throw HTTPServerError(.bodyTooLarge, "the answer is larger than \(limit) bytes")
        }
        var position = range.lowerBound
        var content: [UInt8] = []
        while position < range.upperBound {
            let piece = try read(at: position, max: range.upperBound - position)
            guard !piece.isEmpty else {
                throw SystemError("pread", code: EIO, subject: "a file that became shorter")
            }
            content += piece
            position += piece.count
        }
        return content
    }

    /// Up to `max` bytes at `position`; empty at the file's end.
    func read(at position: Int, max: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max) { buffer, count in
            let read = unsafe pread(descriptor, buffer.baseAddress, max, off_t(position))
            failure = read < 0 ? errno : 0
            count = read < 0 ? 0 : read
        }
        guard failure == 0 else { throw SystemError("pread", code: failure) }
        return bytes
    }
}
