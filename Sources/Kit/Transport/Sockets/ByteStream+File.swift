internal import Glibc
internal import Host

extension ByteStream {
    /// Sends a range of a file: copied by the kernel, or under TLS through memory.
    package func write(
        file descriptor: Int32, range: Range<Int>, stall: UInt64
    ) async throws(TransportError) {
        precondition(!isWriting, "two tasks write one stream")
        isWriting = true
        defer { isWriting = false }
        var position = range.lowerBound
        while position < range.upperBound {
            guard isOpen else { throw .closed }
            let count = min(range.upperBound - position, Self.fileSliceBytes)
            if let sent = try sendSlice(of: descriptor, at: position, count: count) {
                position += sent
            } else {
                try await writable(by: loop.now &+ stall)
            }
        }
    }

    /// What one call sends of a file: small enough that other sockets get their turn.
    private static let fileSliceBytes = 256 << 10

    private func sendSlice(
        of descriptor: Int32, at position: Int, count: Int
    ) throws(TransportError) -> Int? {
        guard isSecure else {
            return try channel.sendFile(descriptor, at: position, count: count)
        }
        // The very same bytes are read again when a record has to be repeated, as TLS demands.
        let record = min(count, TLSSession.recordBytesMax)
        let slice = unsafe [UInt8](unsafeUninitializedCapacity: record) {
            let read = unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(position))
            $1 = max(0, read)
        }
        guard !slice.isEmpty else { throw TransportError(.closed, "the file became shorter") }
        return try channel.send(slice, [], [], from: 0, moreFollows: false)
    }
}
