internal import Compression
internal import Cryptography
internal import Engine

/// The lines of an index as they were before they were compressed and sealed, piece by piece.
/// However far an index expands, one piece of it is held at a time.
struct IndexText: ~Copyable {
    private static let readSize = 128 << 10
    private static let pieceSizeMax = 256 << 10

    private let spool: IndexSpool
    private let title: String
    private var position: Int64 = 0
    private var decryptor: AgeDecryptor?
    private var decompressor: ZstdDecompressor
    private var compressed: [UInt8] = []
    private var taken = 0
    private var mayHaveMore = false
    private var isRead = false

    /// - Parameter key: Of this index; nil where it is not encrypted.
    init(_ spool: IndexSpool, key: AgeFileKey?, title: String) throws {
        self.spool = spool
        self.title = title
        decryptor = key.map { AgeDecryptor(.fileKey($0)) }
        decompressor = try ZstdDecompressor()
    }

    /// The next piece, never empty; nil after the last. Blocks.
    mutating func next() throws(EngineError) -> [UInt8]? {
        do {
            while true {
                var piece: [UInt8] = []
                if mayHaveMore || taken < compressed.count {
                    let input = compressed
                    let step = try decompressor.decompress(
                        input.span.extracting(droppingFirst: taken), into: &piece,
                        atMost: Self.pieceSizeMax)
                    taken += step.consumed
                    mayHaveMore = step.mayHaveMore
                    if !piece.isEmpty { return piece }
                } else if isRead {
                    return nil
                } else {
                    try refill()
                }
            }
        } catch {
            throw EngineError(reading: error, of: title)
        }
    }

    private mutating func refill() throws {
        compressed.removeAll(keepingCapacity: true)
        taken = 0
        let piece = try spool.read(at: position, count: Self.readSize)
        position += Int64(piece.count)
        guard piece.isEmpty else {
            if try decryptor?.update(piece, into: &compressed) == nil { compressed = piece }
            return
        }
        if let decryptor = decryptor.take() {
            try decryptor.finish(into: &compressed)
        } else {
            try decompressor.finish()
            isRead = true
        }
    }
}
