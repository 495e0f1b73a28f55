internal import Engine
internal import Glibc

/// The lines of an index, found and not yet read.
struct IndexLines: ~Copyable {
    private static let entryStart = Array("{\"p\":\"".utf8)

    private let title: String
    private var text: IndexText
    /// What the ranges of lines are in.
    private(set) var bytes: [UInt8] = []
    private var position = 0

    init(_ source: IndexSource) throws {
        title = source.title
        text = try source.text()
    }

    /// The next line, without its end; nil after the last. Good until the next call. Blocks.
    mutating func next() throws(EngineError) -> Range<Int>? {
        var scanned = position
        while true {
            if let end = Self.lineEnd(in: bytes, from: scanned) {
                defer { position = end + 1 }
                return position..<end
            }
            guard bytes.count - position <= ArchiveLimits.indexLineSizeMax else {
                throw .damaged("a line of \(title) is too long")
            }
            guard let more = try text.next() else {
                guard position == bytes.count else { throw .damaged("\(title) is cut short") }
                return nil
            }
            bytes.removeFirst(position)
            position = 0
            scanned = bytes.count
            bytes += more
        }
    }

    /// The path on an entry's line as it is written there, when it is written in the way of all
    /// writers, first and without escapes; nil for every other line.
    func plainPath(in line: Range<Int>) -> Range<Int>? {
        guard bytes[line].starts(with: Self.entryStart) else { return nil }
        let start = line.lowerBound + Self.entryStart.count
        var end = start
        while end < line.upperBound, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") { return nil }
            end += 1
        }
        return start..<end
    }

    /// An index is gone through several times, and most of it is passed over.
    private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard start < buffer.count, let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, 10, buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}
