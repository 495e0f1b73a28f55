internal import CZstd

/// Compresses with zstd, as a stream or frame by frame, with one context that is reused.
///
/// A stream is any number of `compress` calls and one `finish`; the next `compress` begins a new
/// frame. Between streams `compressFrame` makes whole frames. Output is appended, and what one
/// call appends is bounded by its input and a few hundred KiB, so a caller that drains `output`
/// between calls has back-pressure for free. After an error the compressor starts afresh.
@safe
package struct ZstdCompressor: ~Copyable, @unchecked Sendable {
    // `@unchecked Sendable`: the context has one owner, because this struct cannot be copied.

    private let context: OpaquePointer
    private let level: ZstdLevel
    private var isMidFrame = false

    /// - Parameter checksums: Each frame carries four bytes that tell whether it came out as it
    ///   went in. Only callers that authenticate the bytes themselves leave them out.
    package init(
        level: ZstdLevel = .standard, checksums: Bool = true
    ) throws(CompressionError) {
        try self.init(level: level, checksums: checksums, search: nil)
    }

    /// - Parameter search: nil for what the level does by itself.
    init(
        level: ZstdLevel, checksums: Bool = true, search: ZstdSearch?
    ) throws(CompressionError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw ZstdLibrary.outOfMemory }
        unsafe self.context = unsafe context
        self.level = level
        // Neither can fail on a context that is new.
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level.rawValue)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksums ? 1 : 0)
        if let search { unsafe search.apply(to: context) }
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    // MARK: Streams

    /// Takes all of `input`; what comes out of it may come later.
    package mutating func compress(
        _ input: Span<UInt8>, into output: inout [UInt8]
    ) throws(CompressionError) {
        isMidFrame = true
        try run(input, ZSTD_e_continue, into: &output)
    }

    /// Brings out everything taken so far, at some cost in size: the receiver can read up to here.
    package mutating func flush(into output: inout [UInt8]) throws(CompressionError) {
        try run(Span(), ZSTD_e_flush, into: &output)
    }

    /// Ends the frame. Without any input this makes an empty frame.
    package mutating func finish(into output: inout [UInt8]) throws(CompressionError) {
        try run(Span(), ZSTD_e_end, into: &output)
        isMidFrame = false
    }

    private mutating func run(
        _ input: Span<UInt8>, _ directive: ZSTD_EndDirective, into output: inout [UInt8]
    ) throws(CompressionError) {
        do throws(CompressionError) {
            try unsafe input.withUnsafeBytes { bytes throws(CompressionError) in
                try unsafe drain(bytes, directive, into: &output)
            }
        } catch {
            abandonFrame()
            throw error
        }
    }

    private func drain(
        _ bytes: UnsafeRawBufferPointer, _ directive: ZSTD_EndDirective,
        into output: inout [UInt8]
    ) throws(CompressionError) {
        var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            var pending = 0
            output.append(addingCapacity: StreamPiece.size) { room in
                unsafe room.withUnsafeMutableBufferPointer { buffer, count in
                    var target = unsafe ZSTD_outBuffer(
                        dst: buffer.baseAddress, size: buffer.count, pos: 0)
                    pending = unsafe ZSTD_compressStream2(context, &target, &source, directive)
                    count = unsafe target.pos
                }
            }
            try ZstdLibrary.check(pending)
            // With more to come the library only has to take the input; otherwise it must be dry.
            let isDone =
                directive == ZSTD_e_continue ? unsafe source.pos == source.size : pending == 0
            if isDone { return }
        }
    }

    private mutating func abandonFrame() {
        unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
        isMidFrame = false
    }

    // MARK: Whole frames

    /// The most that a frame of `count` bytes can come to.
    package static func bound(_ count: Int) -> Int {
        ZSTD_compressBound(count)
    }

    /// Appends one frame that holds `input` and says its size in its header.
    package mutating func compressFrame(
        _ input: Span<UInt8>, into output: inout [UInt8]
    ) throws(CompressionError) {
        let bound = Self.bound(input.count)
        try output.append(addingCapacity: bound) { room throws(CompressionError) in
            try compressFrame(input, into: &room)
        }
    }

    /// Into room of at least `bound` bytes.
    mutating func compressFrame(
        _ input: Span<UInt8>, into room: inout OutputSpan<UInt8>
    ) throws(CompressionError) {
        precondition(!isMidFrame, "a stream has to be finished before a whole frame is made")
        let context = unsafe context
        try unsafe input.withUnsafeBytes { bytes throws(CompressionError) in
            try unsafe room.withUnsafeMutableBufferPointer {
                buffer, count throws(CompressionError) in
                let free = unsafe UnsafeMutableRawBufferPointer(buffer)[count...]
                count += try ZstdLibrary.check(
                    unsafe ZSTD_compress2(
                        context, UnsafeMutableRawBufferPointer(rebasing: free).baseAddress,
                        free.count, bytes.baseAddress, bytes.count))
            }
        }
    }

    /// The same at another level, for this frame alone.
    mutating func compressFrame(
        _ input: Span<UInt8>, at other: ZstdLevel, into room: inout OutputSpan<UInt8>
    ) throws(CompressionError) {
        // Setting a level cannot fail between frames.
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, other.rawValue)
        defer { unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level.rawValue) }
        try compressFrame(input, into: &room)
    }
}
