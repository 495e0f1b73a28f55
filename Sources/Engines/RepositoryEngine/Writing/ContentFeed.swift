internal import Connector

/// The whole content of a file, holes as zeros, out of a reader that gives only data.
final class ContentFeed {
    private let reader: any ContentReader
    private let extents: [DataExtent]?
    private var nextExtent = 0
    /// Bytes given so far.
    private(set) var position: Int64 = 0
    private var hasEnded = false

    init(_ reader: any ContentReader) {
        self.reader = reader
        extents = reader.extents
    }

    /// As the reader announced it.
    var size: Int64 { reader.size }

    /// Bytes that are in no file of the disk and are read as zeros.
    var holes: Int64 {
        guard let extents else { return 0 }
        return extents.reduce(size) { $0 - $1.count }
    }

    /// Zeros that come next, as far as it is known.
    var zerosAhead: Int64 {
        guard let extents, !hasEnded else { return 0 }
        let next = nextExtent < extents.count ? extents[nextExtent].offset : reader.size
        return max(0, next - position)
    }

    /// Passes over zeros that are ahead.
    func skipZeros(_ count: Int64) {
        precondition(count <= zerosAhead, "only zeros are passed over")
        position += count
    }

    /// Fills some of the room, or all of it.
    /// - Returns: False at the end.
    func fill(_ buffer: ChunkBuffer, atMost limit: Int) throws -> Bool {
        let zeros = zerosAhead
        let before = buffer.count
        if zeros > 0 {
            let count = Int(min(zeros, Int64(limit)))
            buffer.fill(atMost: count) { $0.append(repeating: 0, count: $0.freeCapacity) }
            position += Int64(buffer.count - before)
            return true
        }
        guard !hasEnded, let most = dataAhead, most > 0 else { return false }
        try buffer.fill(atMost: min(limit, most)) { try reader.read(into: &$0) }
        let count = buffer.count - before
        position += Int64(count)
        if count == 0 { hasEnded = true }
        if let extents, nextExtent < extents.count, position >= extents[nextExtent].end {
            nextExtent += 1
        }
        return count > 0
    }

    /// nil, or 0, at the end.
    private var dataAhead: Int? {
        guard let extents else { return Int(clamping: reader.size - position) }
        guard nextExtent < extents.count else { return nil }
        return Int(clamping: extents[nextExtent].end - position)
    }

    /// To be called at the end.
    func finish() throws -> ContentOutcome {
        let outcome = try reader.finish()
        return outcome == .whole && position < reader.size ? .torn(.shrank) : outcome
    }
}
