/// Reads JSON from bytes, forwards, without making anything of what nobody asks for. Only what the
/// documents of a repository are made of: names and words without escapes, whole numbers.
struct TextCursor {
    /// Why text is not the document it should be.
    struct Problem: Error {
        let position: Int
    }

    private(set) var position = 0

    private static let depthMax = 64

    mutating func skipSpace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Whether this byte came next; then it is taken.
    @inline(__always)
    mutating func skip(_ byte: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
        skipSpace(text)
        guard position < text.count, text[position] == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func expect(_ byte: Unicode.Scalar, _ text: Span<UInt8>) throws(Problem) {
        guard skip(byte, text) else { throw Problem(position: position) }
    }

    /// Whether exactly these bytes come next; then they are taken.
    @inline(__always)
    mutating func skipText(_ words: StaticString, _ text: Span<UInt8>) -> Bool {
        let count = words.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for index in 0..<count {
            let byte = unsafe words.utf8Start[index]
            guard text[position + index] == byte else { return false }
        }
        position += count
        return true
    }

    /// 64 lower-case hexadecimal digits.
    @inline(__always)
    mutating func id(_ text: Span<UInt8>) throws(Problem) -> ObjectID {
        guard let id = ObjectID(hex: text, at: position) else { throw Problem(position: position) }
        position += ObjectID.hexCount
        return id
    }

    /// A number without sign, fraction or exponent that 32 bits hold.
    @inline(__always)
    mutating func number(_ text: Span<UInt8>) throws(Problem) -> Int {
        let start = position
        var value = 0
        while position < text.count, position - start < 11 {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            position += 1
        }
        guard position > start, value <= UInt32.max else { throw Problem(position: start) }
        return value
    }

    /// The range of a string's bytes, which has no escapes.
    mutating func string(_ text: Span<UInt8>) throws(Problem) -> Range<Int> {
        try expect("\"", text)
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"): throw Problem(position: position)
            default: position += 1
            }
        }
        throw Problem(position: position)
    }

    /// Calls `member` for each member of an object with the cursor at the value, which it takes.
    mutating func object(
        _ text: Span<UInt8>,
        _ member: (inout TextCursor, Range<Int>) throws(Problem) -> Void
    ) throws(Problem) {
        try expect("{", text)
        guard !skip("}", text) else { return }
        repeat {
            let key = try string(text)
            try expect(":", text)
            skipSpace(text)
            try member(&self, key)
        } while skip(",", text)
        try expect("}", text)
    }

    /// Calls `element` for each element of an array with the cursor at it.
    mutating func array(
        _ text: Span<UInt8>, _ element: (inout TextCursor) throws(Problem) -> Void
    ) throws(Problem) {
        try expect("[", text)
        guard !skip("]", text) else { return }
        repeat {
            skipSpace(text)
            try element(&self)
        } while skip(",", text)
        try expect("]", text)
    }

    /// Passes over a value of any kind.
    mutating func skipValue(_ text: Span<UInt8>) throws(Problem) {
        var depth = 0
        repeat {
            skipSpace(text)
            guard position < text.count else { throw Problem(position: position) }
            switch text[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                try skipString(text)
                continue
            default: break
            }
            guard depth >= 0, depth <= Self.depthMax else { throw Problem(position: position) }
            position += 1
        } while depth > 0 || isInWord(text)
    }

    private func isInWord(_ text: Span<UInt8>) -> Bool {
        guard position < text.count else { return false }
        switch text[position] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D:
            return false
        default: return true
        }
    }

    private mutating func skipString(_ text: Span<UInt8>) throws(Problem) {
        position += 1
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        throw Problem(position: position)
    }
}

extension Span<UInt8> {
    func equals(_ words: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == words.utf8CodeUnitCount else { return false }
        for index in 0..<range.count {
            let byte = unsafe words.utf8Start[index]
            guard self[range.lowerBound + index] == byte else { return false }
        }
        return true
    }
}
