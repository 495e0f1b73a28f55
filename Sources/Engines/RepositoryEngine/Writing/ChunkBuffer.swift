internal import Glibc

/// Room for the largest chunk and what is read beyond it. It goes from hand to hand, and has one
/// owner at a time.
@safe
final class ChunkBuffer: @unchecked Sendable {
    // `@unchecked Sendable`: who takes it out of the pool, or out of a queue, is its only user.

    /// Read at once.
    static let readSize = 512 << 10
    static let capacity = Chunker.sizeMax + readSize
    /// Of the memory that was used, so much is kept for the next chunk. Few are larger.
    private static let keptMax = 4 << 20
    private static let pageSize = 4096

    private let memory: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(capacity: Int = ChunkBuffer.capacity) {
        let start = UnsafeMutableRawPointer.allocate(
            byteCount: capacity, alignment: Self.pageSize)
        unsafe memory = UnsafeMutableBufferPointer(
            start: start.bindMemory(to: UInt8.self, capacity: capacity), count: capacity)
    }

    deinit {
        unsafe memory.deallocate()
    }

    var isFull: Bool { unsafe count == memory.count }

    func clear() {
        if count > Self.keptMax { giveBack() }
        count = 0
    }

    /// The kernel takes the memory behind what is kept, and gives zeros when it is used again.
    private func giveBack() {
        let length = unsafe (memory.count - Self.keptMax) / Self.pageSize * Self.pageSize
        // Only advice: where it is not taken, the memory stays ours.
        _ = unsafe madvise(
            memory.baseAddress.map { unsafe $0 + Self.keptMax }, length, MADV_DONTNEED)
    }

    /// Lends room for at most `limit` bytes, and keeps what `body` put there.
    func fill<Failure: Error>(
        atMost limit: Int, _ body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let end = unsafe min(memory.count, count + limit)
        let room = unsafe UnsafeMutableBufferPointer(rebasing: memory[count..<end])
        var span = unsafe OutputSpan(buffer: room, initializedCount: 0)
        do throws(Failure) {
            try body(&span)
        } catch {
            count += unsafe span.finalize(for: room)
            throw error
        }
        count += unsafe span.finalize(for: room)
    }

    func withBytes<Result>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result {
        precondition(range.upperBound <= count, "only what was filled in is lent")
        let bytes = unsafe UnsafeBufferPointer(rebasing: memory[range])
        return try body(unsafe Span(_unsafeElements: bytes))
    }

    func append(_ bytes: Span<UInt8>) {
        fill(atMost: bytes.count) { room in
            for index in bytes.indices { room.append(bytes[index]) }
        }
    }
}
