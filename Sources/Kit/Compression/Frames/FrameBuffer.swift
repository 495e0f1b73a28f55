/// A block of memory that goes round the ring: filled by the producer, read by a worker, given
/// back; or filled by a worker, read by the consumer, given back.
@safe
final class FrameBuffer: @unchecked Sendable {
    // `@unchecked Sendable`: the ring hands it to one thread at a time, and the monitor's lock
    // orders what one has written before what the next reads.

    private let memory: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(capacity: Int) {
        // Not initialised on purpose: pages that are never written are never resident.
        unsafe memory = .allocate(capacity: capacity)
    }

    deinit {
        unsafe memory.deallocate()
    }

    var isFull: Bool { unsafe count == memory.count }

    func clear() {
        count = 0
    }

    /// Lends the free rest; what `body` has appended when it returns or throws is kept.
    func fill<Failure: Error>(
        _ body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var room = unsafe OutputSpan(buffer: memory, initializedCount: count)
        do throws(Failure) {
            try body(&room)
            count = unsafe room.finalize(for: memory)
        } catch {
            count = unsafe room.finalize(for: memory)
            throw error
        }
    }

    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeBufferPointer(rebasing: memory[..<count]).span)
    }
}
