extension Span<UInt8> {
    /// Appends all of it to `room`.
    /// - Precondition: `room` has that much room.
    package func copy(into room: inout OutputSpan<UInt8>) {
        precondition(count <= room.freeCapacity, "more bytes than room")
        unsafe withUnsafeBufferPointer { source in
            unsafe room.withUnsafeMutableBufferPointer { target, used in
                let free = unsafe UnsafeMutableBufferPointer(rebasing: target[used...])
                used += unsafe free.update(fromContentsOf: source)
            }
        }
    }
}
