internal import CZstd

/// Decompresses zstd streams of one or more frames; skippable frames are passed over.
///
/// Push `decompress` until the input ends, then call `finish`, which tells whether it ended where
/// a frame does. The memory taken is bounded by the window, the output by the caller: a kilobyte
/// can hold gigabytes, so every call has a limit.
@safe
package struct ZstdDecompressor: ~Copyable, @unchecked Sendable {
    // `@unchecked Sendable`: the context has one owner, because this struct cannot be copied.

    let context: OpaquePointer
    private var position: Int64 = 0
    private var frameStart: Int64 = 0
    private var framesDone = 0
    private var isMidFrame = false
    /// Reused by the lending form.
    private var piece: [UInt8] = []

    package init(window: ZstdWindow = .ordinary) throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ZstdLibrary.outOfMemory }
        unsafe self.context = unsafe context
        // This cannot fail on a context that is new.
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, window.log)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// Nothing of a frame has been taken that is not complete.
    var isBetweenFrames: Bool { !isMidFrame }

    // MARK: Streams

    /// Appends at most `limit` bytes. Call again with the rest of the input, and with whatever
    /// input there is as long as the step says there may be more.
    package mutating func decompress(
        _ input: Span<UInt8>, into output: inout [UInt8], atMost limit: Int
    ) throws(CompressionError) -> DecodingStep {
        precondition(limit > 0, "a step has to have room for output")
        let before = position
        let start = output.count
        try unsafe input.withUnsafeBytes { bytes throws(CompressionError) in
            var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            while output.count - start < limit {
                let room = min(limit - (output.count - start), StreamPiece.size)
                let filled = try unsafe step(&source, into: &output, room: room, from: before)
                // Room left over means the library has nothing more until it gets input.
                if unsafe !filled && source.pos == source.size { break }
            }
        }
        return DecodingStep(
            consumed: Int(position - before), mayHaveMore: output.count - start == limit)
    }

    /// Lends the content of `input` piece by piece, 128 KiB at most each.
    package mutating func decompress(
        _ input: Span<UInt8>, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        var taken = 0
        var piece: [UInt8] = []
        swap(&piece, &self.piece)
        defer { swap(&piece, &self.piece) }
        while true {
            piece.removeAll(keepingCapacity: true)
            let step = try decompress(
                input.extracting(droppingFirst: taken), into: &piece, atMost: StreamPiece.size)
            taken += step.consumed
            if !piece.isEmpty { try body(piece.span) }
            if taken == input.count, !step.mayHaveMore { return }
        }
    }

    /// Call at the end of the input: throws `.truncated` unless it ended where a frame does.
    /// The decompressor is then as new.
    package mutating func finish() throws(CompressionError) {
        defer { reset() }
        guard isMidFrame || framesDone == 0 else { return }
        throw CompressionError(.truncated, ZstdLibrary.subject, at: position)
    }

    /// Forgets the stream, whatever state it is in.
    package mutating func reset() {
        unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        position = 0
        frameStart = 0
        framesDone = 0
        isMidFrame = false
    }

    /// One library call; true when it filled its room.
    private mutating func step(
        _ source: inout ZSTD_inBuffer, into output: inout [UInt8], room: Int, from base: Int64
    ) throws(CompressionError) -> Bool {
        guard unsafe isMidFrame || source.pos < source.size else { return false }
        var result = 0
        var produced = 0
        output.append(addingCapacity: room) { free in
            unsafe free.withUnsafeMutableBufferPointer { buffer, count in
                var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: room, pos: 0)
                result = unsafe ZSTD_decompressStream(context, &target, &source)
                produced = unsafe target.pos
                count = produced
            }
        }
        position = unsafe base + Int64(source.pos)
        if ZSTD_getErrorCode(result) == ZSTD_error_prefix_unknown, framesDone > 0 {
            throw CompressionError(.trailingGarbage, ZstdLibrary.subject, at: frameStart)
        }
        try ZstdLibrary.check(result, at: position)
        isMidFrame = result != 0
        if !isMidFrame {
            framesDone += 1
            frameStart = position
        }
        return produced == room
    }
}
