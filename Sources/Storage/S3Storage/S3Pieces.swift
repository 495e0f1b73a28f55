internal import Storage

/// A body cut anew: so many bytes, then so many more.
struct S3Pieces {
    private let reader: ExactReader
    private var rest: [[UInt8]] = []
    private(set) var taken: Int64 = 0

    init(_ reader: ExactReader) {
        self.reader = reader
    }

    mutating func isAtEnd() async throws -> Bool {
        guard rest.isEmpty else { return false }
        guard let piece = try await reader.next() else { return true }
        rest = [piece]
        return false
    }

    /// The next piece, of at most so many bytes; nil at the end.
    mutating func next(_ count: Int64) async throws -> [UInt8]? {
        guard count > 0, try await !isAtEnd() else { return nil }
        var piece = rest.removeFirst()
        if Int64(piece.count) > count {
            rest.insert(Array(piece[Int(count)...]), at: 0)
            piece.removeLast(piece.count - Int(count))
        }
        taken += Int64(piece.count)
        return piece
    }

    /// So many bytes, or all that is left.
    mutating func take(_ count: Int64) async throws -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var left = count
        while let piece = try await next(left) {
            left -= Int64(piece.count)
            pieces.append(piece)
        }
        return pieces
    }

    mutating func giveBack(_ pieces: [[UInt8]]) {
        rest = pieces + rest
        taken -= pieces.reduce(0) { $0 + Int64($1.count) }
    }
}
