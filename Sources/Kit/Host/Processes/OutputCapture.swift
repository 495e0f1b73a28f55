internal import Values

/// What a program wrote, as far as it was kept.
package struct CapturedOutput: Hashable, Sendable {
    /// All of it, or its beginning.
    package let head: [UInt8]
    /// Its end, when something in between was dropped.
    package let tail: [UInt8]
    /// Bytes dropped between `head` and `tail`.
    package let dropped: Int
    /// False when something else than the program held the pipe open and was not waited for.
    package let isComplete: Bool

    package static let nothing = CapturedOutput(head: [], tail: [], dropped: 0, isComplete: true)

    /// Everything that was kept, as text for people.
    package var text: String {
        let gap = dropped > 0 ? "\n[… \(ByteCount(dropped)) left out …]\n" : ""
        return String(decoding: head, as: UTF8.self) + gap + String(decoding: tail, as: UTF8.self)
    }
}

/// Keeps the beginning and the end of an output of any length: errors explain themselves in the
/// first lines or in the last.
struct OutputCapture {
    private let headMax: Int
    private let tailMax: Int
    private var head: [UInt8] = []
    /// A ring once it is full; `oldest` is where the next byte goes.
    private var tail: [UInt8] = []
    private var oldest = 0
    private var total = 0

    init(limit: ByteCount) {
        headMax = Int(clamping: limit.bytes / 2)
        tailMax = Int(clamping: limit.bytes) - headMax
    }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        total += bytes.count
        let start = min(bytes.count, headMax - head.count)
        head.append(contentsOf: bytes.prefix(start))
        var rest = bytes.dropFirst(start).suffix(tailMax)
        let room = min(rest.count, tailMax - tail.count)
        tail.append(contentsOf: rest.prefix(room))
        rest = rest.dropFirst(room)
        for byte in rest {
            tail[oldest] = byte
            oldest = (oldest + 1) % tailMax
        }
    }

    func result(isComplete: Bool) -> CapturedOutput {
        let ordered = Array(tail[oldest...] + tail[..<oldest])
        let dropped = total - head.count - tail.count
        guard dropped > 0 else {
            return CapturedOutput(
                head: head + ordered, tail: [], dropped: 0, isComplete: isComplete)
        }
        return CapturedOutput(
            head: head, tail: ordered, dropped: dropped, isComplete: isComplete)
    }
}
