extension OutputSpan<UInt8> {
    /// Appends as much of `bytes`, from `position` on, as there is room for.
    /// - Returns: How much that was.
    mutating func append(_ bytes: [UInt8], from position: Int) -> Int {
        let count = min(freeCapacity, bytes.count - position)
        unsafe bytes.withUnsafeBufferPointer { source in
            unsafe withUnsafeMutableBufferPointer { target, used in
                let free = unsafe UnsafeMutableBufferPointer(rebasing: target[used...])
                let piece = unsafe UnsafeBufferPointer(
                    rebasing: source[position..<(position + count)])
                used += unsafe free.update(fromContentsOf: piece)
            }
        }
        return count
    }

    /// Lends at most `limit` bytes of the free room; what `body` appends there is appended here,
    /// also when it throws.
    mutating func withRoom(
        atMost limit: Int, _ body: (inout OutputSpan<UInt8>) throws -> Void
    ) throws {
        var failure: (any Error)?
        unsafe withUnsafeMutableBufferPointer { target, used in
            let end = min(target.count, used + limit)
            let free = unsafe UnsafeMutableBufferPointer(rebasing: target[used..<end])
            var room = unsafe OutputSpan(buffer: free, initializedCount: 0)
            do {
                try body(&room)
            } catch {
                failure = error
            }
            used += unsafe room.finalize(for: free)
        }
        if let failure { throw failure }
    }
}
