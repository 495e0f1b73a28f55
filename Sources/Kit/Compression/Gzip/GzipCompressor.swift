internal import CZlib

/// Compresses into the gzip container, with one context that is reused. The output holds no time
/// and no name, so equal input gives equal output.
///
/// A stream is any number of `compress` and `flush` calls and one `finish`; the next `compress`
/// begins a new one. It holds about 260 KiB while it lives.
package struct GzipCompressor: ~Copyable, Sendable {
    private var stream: DeflateStream

    package init(level: GzipLevel = .web) throws(CompressionError) {
        stream = try DeflateStream(windowBits: Int32(CZLIB_GZIP_WINDOW_BITS), level: level)
    }

    /// The whole of `input` as one gzip file.
    package static func compress(
        _ input: Span<UInt8>, level: GzipLevel = .web
    ) throws(CompressionError) -> [UInt8] {
        var compressor = try GzipCompressor(level: level)
        var output: [UInt8] = []
        compressor.compress(input, into: &output)
        compressor.finish(into: &output)
        return output
    }

    /// Takes all of `input`; what comes out of it may come later.
    package mutating func compress(_ input: Span<UInt8>, into output: inout [UInt8]) {
        stream.compress(input, into: &output)
    }

    /// Brings out everything taken so far: the receiver can read up to here.
    package mutating func flush(into output: inout [UInt8]) {
        stream.flush(into: &output)
    }

    /// Ends the stream with its checksum.
    package mutating func finish(into output: inout [UInt8]) {
        stream.finish(into: &output)
    }
}
