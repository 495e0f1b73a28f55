extension Span<UInt8> {
    /// - Precondition: `room` has that much room.
    func copy(into room: inout OutputSpan<UInt8>) {
        precondition(count <= room.freeCapacity, "more bytes than room")
        unsafe withUnsafeBufferPointer { source in
            unsafe room.withUnsafeMutableBufferPointer { target, used in
                let free = unsafe UnsafeMutableBufferPointer(rebasing: target[used...])
                used += unsafe free.update(fromContentsOf: source)
            }
        }
    }
}
