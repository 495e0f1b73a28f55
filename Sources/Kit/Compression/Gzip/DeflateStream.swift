internal import CZlib

/// zlib's compressor, in the container that its window bits ask for, with one context that is
/// reused.
@safe
struct DeflateStream: ~Copyable, @unchecked Sendable {
    // `@unchecked Sendable`: the stream has one owner, because this struct cannot be copied.

    private let stream: UnsafeMutablePointer<z_stream>

    init(windowBits: Int32, level: GzipLevel) throws(CompressionError) {
        unsafe stream = GzipLibrary.allocateStream()
        guard unsafe czlib_deflate_init(stream, level.rawValue, windowBits) == Z_OK else {
            unsafe stream.deallocate()
            throw GzipLibrary.outOfMemory
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func compress(_ input: Span<UInt8>, into output: inout [UInt8]) {
        unsafe input.withUnsafeBufferPointer { unsafe run($0, Z_NO_FLUSH, into: &output) }
    }

    mutating func flush(into output: inout [UInt8]) {
        unsafe run(UnsafeBufferPointer(start: nil, count: 0), Z_SYNC_FLUSH, into: &output)
    }

    /// Ends the stream; the next `compress` begins a new one.
    mutating func finish(into output: inout [UInt8]) {
        unsafe run(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH, into: &output)
        unsafe deflateReset(stream)
    }

    private mutating func run(
        _ input: UnsafeBufferPointer<UInt8>, _ flush: Int32, into output: inout [UInt8]
    ) {
        var taken = 0
        repeat {
            // zlib counts input in 32 bits.
            let count = min(input.count - taken, Int(Int32.max))
            // The library promises not to write to its input.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress.map { unsafe $0 + taken })
            unsafe stream.pointee.avail_in = UInt32(count)
            taken += count
            var isFull = true
            while isFull {
                isFull = step(flush, room: min(StreamPiece.size, max(1 << 10, count)), &output)
            }
        } while taken < input.count
        unsafe stream.pointee.next_in = nil
    }

    /// One library call; true when it filled its room and so may have more.
    private mutating func step(_ flush: Int32, room: Int, _ output: inout [UInt8]) -> Bool {
        var isFull = false
        output.append(addingCapacity: room) { free in
            unsafe free.withUnsafeMutableBufferPointer { buffer, count in
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room)
                let code = unsafe deflate(stream, flush)
                // Z_BUF_ERROR says that there was nothing to do, which is no error.
                precondition(
                    code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR,
                    "deflate failed with \(code): its state was overwritten")
                count = unsafe room - Int(stream.pointee.avail_out)
                isFull = count == room
            }
        }
        return isFull
    }
}
