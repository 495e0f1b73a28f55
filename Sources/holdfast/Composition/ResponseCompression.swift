internal import Compression

/// Makes text smaller, or leaves it when that cannot be done.
@Sendable func gzip(_ bytes: [UInt8]) -> [UInt8] {
    // Out of memory is the only way to fail, and plain bytes are as good an answer.
    (try? GzipCompressor.compress(bytes.span)) ?? bytes
}
