internal import CZlib

/// Decompresses gzip streams of one or more members. Push `decompress` until the input ends, then
/// call `finish`, which tells whether it ended where a member does. The output is bounded by the
/// caller in each call: a kilobyte can hold a megabyte.
@safe
package struct GzipDecompressor: ~Copyable, @unchecked Sendable {
    // `@unchecked Sendable`: the stream has one owner, because this struct cannot be copied.

    private let stream: UnsafeMutablePointer<z_stream>
    private var position: Int64 = 0
    private var memberStart: Int64 = 0
    private var membersDone = 0
    private var isMidMember = false

    package init() throws(CompressionError) {
        unsafe stream = GzipLibrary.allocateStream()
        guard unsafe czlib_inflate_init_gzip(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw GzipLibrary.outOfMemory
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The content of a whole gzip file, if it is at most `limit` bytes.
    package static func decompress(
        _ input: Span<UInt8>, atMost limit: Int
    ) throws(CompressionError) -> [UInt8] {
        var decompressor = try GzipDecompressor()
        var output: [UInt8] = []
        // One byte over the limit tells a stream that fits from one that does not.
        let room = limit == .max ? limit : limit + 1
        let step = try decompressor.decompress(input, into: &output, atMost: room)
        guard output.count <= limit, step.consumed == input.count else {
            throw CompressionError(
                .sizeMismatch, GzipLibrary.subject, detail: "more than \(limit) bytes")
        }
        try decompressor.finish()
        return output
    }

    /// Appends at most `limit` bytes. Call again with the rest of the input, and with whatever
    /// input there is as long as the step says there may be more.
    package mutating func decompress(
        _ input: Span<UInt8>, into output: inout [UInt8], atMost limit: Int
    ) throws(CompressionError) -> DecodingStep {
        precondition(limit > 0, "a step has to have room for output")
        let before = position
        let start = output.count
        try unsafe input.withUnsafeBufferPointer { bytes throws(CompressionError) in
            while output.count - start < limit {
                let taken = Int(position - before)
                let room = min(limit - (output.count - start), StreamPiece.size)
                let rest = unsafe UnsafeBufferPointer(rebasing: bytes[taken...])
                let isFull = try unsafe step(rest, into: &output, room: room)
                if !isFull, position - before == bytes.count { break }
            }
        }
        return DecodingStep(
            consumed: Int(position - before), mayHaveMore: output.count - start == limit)
    }

    /// Call at the end of the input: throws `.truncated` unless it ended where a member does.
    /// The decompressor is then as new.
    package mutating func finish() throws(CompressionError) {
        defer { reset() }
        guard isMidMember || membersDone == 0 else { return }
        throw CompressionError(.truncated, GzipLibrary.subject, at: position)
    }

    private mutating func reset() {
        unsafe inflateReset(stream)
        position = 0
        memberStart = 0
        membersDone = 0
        isMidMember = false
    }

    /// One library call; true when it filled its room.
    private mutating func step(
        _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], room: Int
    ) throws(CompressionError) -> Bool {
        guard isMidMember || !input.isEmpty else { return false }
        // zlib counts input in 32 bits.
        let offered = min(input.count, Int(Int32.max))
        var code = Z_OK
        var produced = 0
        output.append(addingCapacity: room) { free in
            unsafe free.withUnsafeMutableBufferPointer { buffer, count in
                // The library promises not to write to its input.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(offered)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room)
                code = unsafe inflate(stream, Z_NO_FLUSH)
                produced = unsafe room - Int(stream.pointee.avail_out)
                count = produced
            }
        }
        position += Int64(offered) - Int64(unsafe stream.pointee.avail_in)
        unsafe stream.pointee.next_in = nil
        try judge(code)
        return produced == room
    }

    private mutating func judge(_ code: Int32) throws(CompressionError) {
        switch code {
        case Z_STREAM_END:
            membersDone += 1
            memberStart = position
            isMidMember = false
            unsafe inflateReset(stream)
        case Z_OK, Z_BUF_ERROR:
            isMidMember = true
        case Z_MEM_ERROR:
            throw GzipLibrary.outOfMemory
        case _ where position - memberStart <= 2:
            // The two bytes of the magic number were wrong.
            throw CompressionError(
                membersDone > 0 ? .trailingGarbage : .foreign, GzipLibrary.subject,
                at: memberStart)
        default:
            throw unsafe GzipLibrary.damage(stream.pointee.msg, at: position)
        }
    }
}
