/// Tells cheaply whether compressing a piece of data is worth the time.
///
/// The rule: take sixteen samples of 4 KiB, spread evenly over the piece (all of it when it is no
/// larger than that together), and compress them as one at the fastest level. If they do not
/// shrink by at least one part in thirty-two, the piece is stored as it is. For 4 MiB of zeros and
/// ones alike that is under a sixtieth of the work. A wrong answer costs size or time, never data.
package struct CompressibilityProbe: ~Copyable {
    static let sampleSize = 4 << 10
    static let sampleCount = 16
    /// Below this gain the time of the reader is worth more than the room.
    static let leastGain = 32

    private var compressor: ZstdCompressor
    private var samples: [UInt8] = []
    private var compressed: [UInt8] = []

    package init() throws(CompressionError) {
        compressor = try ZstdCompressor(level: .fastest, checksums: false)
        samples.reserveCapacity(Self.sampleSize * Self.sampleCount)
    }

    package mutating func isWorthCompressing(
        _ piece: Span<UInt8>
    ) throws(CompressionError) -> Bool {
        guard !piece.isEmpty else { return true }
        takeSamples(of: piece)
        compressed.removeAll(keepingCapacity: true)
        let samples = samples
        try compressor.compressFrame(samples.span, into: &compressed)
        return compressed.count <= samples.count - samples.count / Self.leastGain
    }

    private mutating func takeSamples(of piece: Span<UInt8>) {
        samples.removeAll(keepingCapacity: true)
        guard piece.count > Self.sampleSize * Self.sampleCount else {
            append(piece)
            return
        }
        let stride = (piece.count - Self.sampleSize) / (Self.sampleCount - 1)
        for index in 0..<Self.sampleCount {
            let start = index * stride
            append(piece.extracting(start..<start + Self.sampleSize))
        }
    }

    private mutating func append(_ sample: Span<UInt8>) {
        unsafe sample.withUnsafeBufferPointer { unsafe samples.append(contentsOf: $0) }
    }
}
