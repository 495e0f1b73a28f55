internal import Compression

/// Compresses the lines of the index, frame by frame, as they come.
struct IndexBuffer: ~Copyable {
    private var compressor: ZstdCompressor
    private var plain: [UInt8] = []
    private var compressed: [UInt8] = []
    /// Compressed so far.
    private(set) var size: Int64

    /// - Parameter size: Of what an earlier attempt has made.
    init(after size: Int64) throws {
        // Half of a line is a hash, which no level makes smaller, and the rest is like the line
        // before: the fastest finds as much as others in a quarter of their time.
        compressor = try ZstdCompressor(level: .fastest)
        self.size = size
    }

    mutating func append(_ lines: [UInt8]) throws {
        plain += lines
        if plain.count >= ArchiveLimits.indexFrameSize { try cut() }
    }

    /// Ends the frame here, so that what is compressed so far is all that came so far.
    mutating func cut() throws {
        guard !plain.isEmpty else { return }
        var lines: [UInt8] = []
        swap(&lines, &plain)
        let before = compressed.count
        try compressor.compressFrame(lines.span, into: &compressed)
        size += Int64(compressed.count - before)
        lines.removeAll(keepingCapacity: true)
        plain = lines
    }

    /// What was compressed since the last call.
    mutating func take() -> [UInt8] {
        defer { compressed = [] }
        return compressed
    }
}
