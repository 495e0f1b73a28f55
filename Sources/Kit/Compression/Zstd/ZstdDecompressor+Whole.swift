internal import CZstd

extension ZstdDecompressor {
    /// Appends the content of `input`, whole frames and nothing else, which is `count` bytes long.
    /// Needs no window, so only `count` bounds the memory. On an error `output` is as before.
    package mutating func decompressWhole(
        _ input: Span<UInt8>, into output: inout [UInt8], exactly count: Int
    ) throws(CompressionError) {
        try output.append(addingCapacity: count) { room throws(CompressionError) in
            try decompressFrames(input, into: &room, atMost: count)
            guard room.count != count else { return }
            let detail = "\(room.count) bytes and not \(count)"
            room.removeAll()
            throw CompressionError(.sizeMismatch, ZstdLibrary.subject, detail: detail)
        }
    }

    /// Appends the content of `input`, whole frames and nothing else, if that is at most `limit`
    /// bytes. On an error `output` is as before.
    package mutating func decompressWhole(
        _ input: Span<UInt8>, into output: inout [UInt8], atMost limit: Int
    ) throws(CompressionError) {
        precondition(isBetweenFrames, "a stream has to be finished before whole frames are read")
        let start = output.count
        reset()
        do throws(CompressionError) {
            // One byte over the limit tells a stream that fits from one that does not.
            let room = limit == .max ? limit : limit + 1
            let step = try decompress(input, into: &output, atMost: room)
            guard output.count - start <= limit, step.consumed == input.count else {
                throw CompressionError(
                    .sizeMismatch, ZstdLibrary.subject, detail: "more than \(limit) bytes")
            }
            try finish()
        } catch {
            output.removeLast(output.count - start)
            reset()
            throw error
        }
    }

    /// Into room that has `limit` bytes; on an error nothing is added.
    mutating func decompressFrames(
        _ input: Span<UInt8>, into room: inout OutputSpan<UInt8>, atMost limit: Int
    ) throws(CompressionError) {
        precondition(isBetweenFrames, "a stream has to be finished before whole frames are read")
        try unsafe input.withUnsafeBytes { bytes throws(CompressionError) in
            guard unsafe !bytes.isEmpty else {
                throw CompressionError(.truncated, ZstdLibrary.subject, at: 0)
            }
            var result = 0
            unsafe room.withUnsafeMutableBufferPointer { buffer, count in
                result = unsafe ZSTD_decompressDCtx(
                    context, buffer.baseAddress.map { unsafe $0 + count },
                    min(limit, buffer.count - count), bytes.baseAddress, bytes.count)
                if ZSTD_isError(result) == 0 { count += result }
            }
            // The library has one code for too little input and for too much, and takes a missing
            // checksum for a wrong one.
            switch ZSTD_getErrorCode(result) {
            case ZSTD_error_srcSize_wrong, ZSTD_error_checksum_wrong:
                try unsafe checkFramesAreWhole(bytes)
            default: break
            }
            try ZstdLibrary.check(result)
        }
    }

    /// Walks the frames by their headers to tell where the input stops being frames.
    private func checkFramesAreWhole(
        _ bytes: UnsafeRawBufferPointer
    ) throws(CompressionError) {
        var offset = 0
        while offset < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let size = unsafe ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
            if ZSTD_getErrorCode(size) == ZSTD_error_prefix_unknown, offset > 0 {
                throw CompressionError(
                    .trailingGarbage, ZstdLibrary.subject, at: Int64(offset))
            }
            offset += try ZstdLibrary.check(size, at: Int64(offset))
        }
    }
}
