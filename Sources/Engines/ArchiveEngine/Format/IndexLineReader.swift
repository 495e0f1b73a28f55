package import Engine

/// Cuts the bytes of an index into lines and holds it to the order of the format: the description
/// first, the closing line last, the parts in their order. Memory does not grow with the index.
package struct IndexLineReader: Sendable {
    private enum Stage { case start, inside, ended }

    private var stage = Stage.start
    private var nextPart = 1
    private var entries: Int64 = 0
    private var piece: [UInt8] = []
    /// Of `piece`, what has been read.
    private var position = 0

    package init() {}

    /// Gives it the next bytes of the index, once `next` has returned nil.
    package mutating func push(_ bytes: [UInt8]) {
        if position == piece.count {
            piece = bytes
        } else {
            piece.removeFirst(position)
            piece += bytes
        }
        position = 0
    }

    /// The next line; nil until more is pushed.
    package mutating func next() throws(EngineError) -> IndexLine? {
        guard let end = piece[position...].firstIndex(of: UInt8(ascii: "\n")) else {
            guard piece.count - position <= ArchiveLimits.indexLineSizeMax else {
                throw .damaged("a line of the index is too long")
            }
            return nil
        }
        let line = try IndexLine(parsing: piece, in: position..<end)
        position = end + 1
        try check(line)
        return line
    }

    /// To be called when there is no more: throws unless the index is whole.
    package func finish() throws(EngineError) {
        guard stage == .ended, position == piece.count else {
            throw .damaged("the index is cut short")
        }
    }

    private mutating func check(_ line: IndexLine) throws(EngineError) {
        switch (stage, line) {
        case (.start, .details): stage = .inside
        case (.inside, .entry): entries += 1
        case (.inside, .part(let frames)):
            guard frames.part.number == nextPart else {
                throw .damaged("the index does not name \(PartName(nextPart)) where it should")
            }
            nextPart += 1
        case (.inside, .end(let end)):
            guard end.entries == entries, end.parts == nextPart - 1 else {
                throw .damaged("the index closes with other counts than it has")
            }
            stage = .ended
        default: throw .damaged("the index has a line where it does not belong")
        }
    }
}
