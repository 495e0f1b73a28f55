package import Storage
internal import Synchronization

extension HTTPReply {
    /// The reader of exactly these bytes out of an answer to a request for them.
    /// - Parameter skipMax: How much may be read and thrown away of a server that answers with
    ///   everything; the range's start is never skipped silently beyond it.
    package func rangeReader(
        _ range: Range<Int64>, of name: ObjectName, skipMax: Int64
    ) throws -> any ObjectReader {
        // rclone's S3 server sends the part, and says so, with the wrong status.
        let isPart = status == 206 || status == 200 && start != nil
        switch status {
        case _ where isPart:
            guard start == range.lowerBound else {
                throw StorageError(
                    .unexpected, "\(place) sent another part of \(name) than was asked for",
                    object: name)
            }
            return ExactReader(reader(), length: Int64(range.count), of: name)
        case 200 where range.lowerBound <= skipMax:
            return ExactReader(
                WindowReader(reader(), range), length: Int64(range.count), of: name)
        case 200:
            throw StorageError(
                .unexpected, "\(place) does not send parts of objects, so \(name) cannot be read",
                object: name)
        case 416:
            throw StorageError(
                .cutShort, "\(name) is shorter than \(range.upperBound) bytes", object: name)
        default: throw failure()
        }
    }

    /// Of `Content-Range: bytes 5-9/10`; nil when it is none.
    private var start: Int64? {
        guard let text = header("Content-Range"), text.hasPrefix("bytes ") else { return nil }
        return Int64(text.dropFirst(6).prefix { $0 != "-" })
    }
}

/// Lets through what lies in a range of the content.
private final class WindowReader: ObjectReader {
    private let reader: HTTPReader
    private let position: Position

    init(_ reader: HTTPReader, _ range: Range<Int64>) {
        self.reader = reader
        position = Position(range)
    }

    func next() async throws -> [UInt8]? {
        while !position.isAtEnd, let piece = try await reader.next() {
            let part = position.take(piece)
            if !part.isEmpty { return Array(part) }
        }
        return nil
    }
}

private final class Position: Sendable {
    private let left: Mutex<(skip: Int64, take: Int64)>

    init(_ range: Range<Int64>) {
        left = Mutex((range.lowerBound, Int64(range.count)))
    }

    var isAtEnd: Bool { left.withLock { $0.take == 0 } }

    func take(_ piece: [UInt8]) -> ArraySlice<UInt8> {
        left.withLock { left in
            let skipped = min(left.skip, Int64(piece.count))
            left.skip -= skipped
            let part = piece.dropFirst(Int(skipped)).prefix(Int(min(left.take, .max)))
            left.take -= Int64(part.count)
            return part
        }
    }
}
