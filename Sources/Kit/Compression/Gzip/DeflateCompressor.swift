internal import CZlib

/// Compresses to bare deflate, as containers hold it that have headers and checksums of their own.
/// Any number of `compress` and one `finish`; the next `compress` begins a new stream.
package struct DeflateCompressor: ~Copyable, Sendable {
    private var stream: DeflateStream

    package init(level: GzipLevel) throws(CompressionError) {
        stream = try DeflateStream(windowBits: Int32(CZLIB_BARE_WINDOW_BITS), level: level)
    }

    /// Takes all of `input`; what comes out of it may come later.
    package mutating func compress(_ input: Span<UInt8>, into output: inout [UInt8]) {
        stream.compress(input, into: &output)
    }

    package mutating func finish(into output: inout [UInt8]) {
        stream.finish(into: &output)
    }
}

/// The checksum of gzip and ZIP.
package struct CRC32: Hashable, Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func update(_ bytes: Span<UInt8>) {
        let updated = unsafe bytes.withUnsafeBufferPointer {
            unsafe crc32_z(UInt(value), $0.baseAddress, $0.count)
        }
        // A null pointer would ask for the value to begin with.
        if bytes.count > 0 { value = UInt32(truncatingIfNeeded: updated) }
    }
}
