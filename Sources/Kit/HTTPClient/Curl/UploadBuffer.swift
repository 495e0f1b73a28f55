/// The part of a streamed request body that has been pulled and not been sent, and the promise of
/// its length.
struct UploadBuffer {
    enum Piece: Hashable {
        case bytes(Int)
        case nothingYet
        case end
    }

    /// Enough to keep a fast connection busy while the next piece is made.
    static let countMax = 256 << 10

    private let length: Int64?
    private var pieces: [[UInt8]] = []
    private var offset = 0
    private var waiting = 0
    private var added: Int64 = 0
    private var isClosed = false

    init(length: Int64? = nil) {
        self.length = length
    }

    var isFull: Bool { waiting >= Self.countMax }

    mutating func add(_ bytes: [UInt8]) throws(ClientError) {
        guard !bytes.isEmpty else { return }
        added += Int64(bytes.count)
        if let length, added > length {
            throw ClientError(.badRequest, "the body is longer than the \(length) bytes announced")
        }
        pieces.append(bytes)
        waiting += bytes.count
    }

    mutating func close() throws(ClientError) {
        if let length, added < length {
            throw ClientError(
                .badRequest, "the body ended after \(added) of the \(length) bytes announced")
        }
        isClosed = true
    }

    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Piece {
        guard let first = pieces.first else { return isClosed ? .end : .nothingYet }
        let part = first[offset...].prefix(buffer.count)
        unsafe buffer.copyBytes(from: part)
        offset += part.count
        waiting -= part.count
        if offset == first.count {
            pieces.removeFirst()
            offset = 0
        }
        return .bytes(part.count)
    }
}
