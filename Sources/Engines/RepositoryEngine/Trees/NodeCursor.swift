internal import Values

/// Reads JSON byte by byte, as far as trees need it.
struct NodeCursor {
    struct Failure: Error {
        let position: Int
        let reason: String
    }

    /// Deeper values have no use in a tree.
    private static let depthMax = 32

    let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    func failure(_ reason: String) -> Failure { Failure(position: position, reason: reason) }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == bytes.count
        }
    }

    // MARK: Marks

    mutating func isNext(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        return position < bytes.count && bytes[position] == UInt8(ascii: mark)
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard isNext(mark) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ mark: Unicode.Scalar) throws(Failure) {
        guard skip(mark) else { throw failure("a \(mark) is missing") }
    }

    mutating func skipWord(_ word: StaticString) -> Bool {
        skipSpace()
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count,
            word.withUTF8Buffer({ unsafe bytes[position..<position + count].elementsEqual($0) })
        else { return false }
        position += count
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: Values

    mutating func number() throws(Failure) -> UInt64 {
        skipSpace()
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = scaled.addingReportingOverflow(UInt64(bytes[position] - 0x30))
            guard !isTooLarge, !overflows else { throw failure("a number is too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw failure("a number is missing") }
        return value
    }

    /// The bytes of a string.
    mutating func text() throws(Failure) -> [UInt8] {
        let range = try rawText()
        guard bytes[range].contains(UInt8(ascii: "\\")) else { return Array(bytes[range]) }
        return try unescaped(range)
    }

    /// Where a string is, without its quotation marks and with its escapes.
    mutating func rawText() throws(Failure) -> Range<Int> {
        try expect("\"")
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        position = bytes.count
        throw failure("it ends in a string")
    }

    mutating func moment() throws(Failure) -> FileTime {
        let range = try rawText()
        guard let time = GoTime.time(bytes.span.extracting(range)) else {
            throw failure("a time is none")
        }
        return time
    }

    mutating func id() throws(Failure) -> BlobID {
        let range = try rawText()
        guard range.count == BlobID.hexCount,
            let id = BlobID(hex: bytes.span, at: range.lowerBound)
        else { throw failure("an id is none") }
        return id
    }

    mutating func ids() throws(Failure) -> [BlobID] {
        if skipWord("null") { return [] }
        try expect("[")
        var ids: [BlobID] = []
        if skip("]") { return ids }
        repeat { ids.append(try id()) } while skip(",")
        try expect("]")
        return ids
    }

    mutating func base64() throws(Failure) -> [UInt8] {
        if skipWord("null") { return [] }
        guard let value = Base64.standard.decode(try text()) else {
            throw failure("a value is no base 64")
        }
        return value
    }

    /// Passes over any value.
    mutating func skipValue(depth: Int = 0) throws(Failure) {
        guard depth < Self.depthMax else { throw failure("it is nested too deeply") }
        if isNext("\"") {
            _ = try rawText()
        } else if skip("[") {
            if skip("]") { return }
            repeat { try skipValue(depth: depth + 1) } while skip(",")
            try expect("]")
        } else if skip("{") {
            if skip("}") { return }
            repeat {
                _ = try rawText()
                try expect(":")
                try skipValue(depth: depth + 1)
            } while skip(",")
            try expect("}")
        } else {
            let start = position
            while position < bytes.count, Self.isScalar(bytes[position]) { position += 1 }
            guard position > start else { throw failure("a value is missing") }
        }
    }

    private static func isScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: Escapes

    private func unescaped(_ range: Range<Int>) throws(Failure) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            // A string ends behind whole escapes only.
            let letter = bytes[index]
            index += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): try appendScalar(&index, range.upperBound, to: &text)
            default: throw failure("an escape is none")
            }
        }
        return text
    }

    /// `index` is behind the `u`.
    private func appendScalar(
        _ index: inout Int, _ end: Int, to text: inout [UInt8]
    ) throws(Failure) {
        let first = try hexadecimal(&index, end)
        if let scalar = Unicode.Scalar(first) {
            text.append(contentsOf: Array(String(scalar).utf8))
            return
        }
        guard first < 0xDC00, index + 1 < end, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw failure("half a pair of surrogates") }
        index += 2
        let second = try hexadecimal(&index, end)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10 | (second - 0xDC00)))
        else { throw failure("half a pair of surrogates") }
        text.append(contentsOf: Array(String(scalar).utf8))
    }

    private func hexadecimal(_ index: inout Int, _ end: Int) throws(Failure) -> UInt32 {
        guard index + 4 <= end else { throw failure("an escape is cut short") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw failure("an escape is none")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
