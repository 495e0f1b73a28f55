/// Cuts a stream of bytes into lines, without their ends. A line longer than the limit comes in
/// pieces of that length, so memory stays bounded whatever the program writes.
package struct LineSplitter {
    private let lengthMax: Int
    private var line: [UInt8] = []
    /// A piece of a too long line has been handed out and its end has not been seen.
    private var isInPieces = false

    package init(lengthMax: Int) {
        precondition(lengthMax > 0, "a line holds at least one byte")
        self.lengthMax = lengthMax
    }

    package mutating func push(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            guard byte != UInt8(ascii: "\n") else {
                if !isInPieces || !line.isEmpty { lines.append(takeLine()) }
                isInPieces = false
                continue
            }
            line.append(byte)
            guard line.count == lengthMax else { continue }
            lines.append(takeLine())
            isInPieces = true
        }
        return lines
    }

    /// The last line, if the stream did not end with a line's end.
    package mutating func finish() -> [UInt8]? {
        line.isEmpty ? nil : takeLine()
    }

    private mutating func takeLine() -> [UInt8] {
        defer { line.removeAll(keepingCapacity: true) }
        return line
    }
}
