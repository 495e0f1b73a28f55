internal import Connector
internal import Cryptography

/// Reads a file back and hashes it as the index did: all of it, or of a file with holes the data
/// where it lay when it was backed up.
struct ContentReading: ~Copyable {
    private static let bufferSize = 256 << 10

    private static let zeros = [UInt8](repeating: 0, count: bufferSize)

    /// The first bytes, by which databases are recognised.
    static let headSize = 16

    private var hash = SHA256()
    private var wanted: ArraySlice<DataExtent>

    private(set) var head: [UInt8] = []
    /// There is something where there should be a hole.
    private(set) var hasStrayData = false

    /// - Parameter extents: Where the data lay; nil for a file without holes.
    init(_ extents: [DataExtent]?, size: Int64) {
        wanted = (extents ?? [DataExtent(offset: 0, count: size)])[...]
    }

    /// Returns the hash of what there is; it is to be read once.
    mutating func run(
        _ reader: any ContentReader, _ progress: (Int) -> Void
    ) throws -> SHA256Digest {
        let data = reader.extents ?? [DataExtent(offset: 0, count: reader.size)]
        var offset: Int64 = 0
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.bufferSize)
        for extent in data {
            takeHole(offset..<extent.offset)
            offset = extent.offset
            while offset < extent.end {
                try Task.checkCancellation()
                buffer.removeAll(keepingCapacity: true)
                let room = Int(min(extent.end - offset, Int64(Self.bufferSize)))
                try buffer.append(addingCapacity: room) { try reader.read(into: &$0) }
                guard !buffer.isEmpty else { return hash.finish() }
                take(buffer.span, at: offset)
                progress(buffer.count)
                offset += Int64(buffer.count)
            }
        }
        takeHole(offset..<reader.size)
        return hash.finish()
    }

    /// Bytes of the file, those that were data go into the hash.
    private mutating func take(_ bytes: Span<UInt8>, at start: Int64) {
        if head.count < Self.headSize, start == Int64(head.count) {
            for index in 0..<min(bytes.count, Self.headSize - head.count) {
                head.append(bytes[index])
            }
        }
        let end = start + Int64(bytes.count)
        var offset = start
        while offset < end {
            let (isData, next) = piece(from: offset, to: end)
            let part = bytes.extracting(Int(offset - start)..<Int(next - start))
            if isData {
                hash.update(part)
            } else if !part.isAllZero {
                hasStrayData = true
            }
            offset = next
        }
    }

    /// A hole that the file has; what was data there was zeros.
    private mutating func takeHole(_ range: Range<Int64>) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let (isData, end) = piece(from: offset, to: range.upperBound)
            let next = isData ? min(end, offset + Int64(Self.bufferSize)) : end
            if isData {
                hash.update(Self.zeros.span.extracting(first: Int(next - offset)))
            }
            offset = next
        }
    }

    /// How far it goes on as it is at `offset`: data, or a hole.
    private mutating func piece(
        from offset: Int64, to end: Int64
    ) -> (isData: Bool, end: Int64) {
        while let first = wanted.first, first.end <= offset { wanted.removeFirst() }
        guard let next = wanted.first, next.offset < end else { return (false, end) }
        return next.offset <= offset ? (true, min(end, next.end)) : (false, next.offset)
    }
}

extension Span<UInt8> {
    fileprivate var isAllZero: Bool {
        for index in indices where self[index] != 0 { return false }
        return true
    }
}
