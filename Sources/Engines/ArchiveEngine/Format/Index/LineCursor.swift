internal import Values

/// Goes through the JSON of one index line, byte by byte. It knows what it expects, so it builds no
/// tree; what it does not expect it passes over or refuses.
struct LineCursor {
    /// Why a line cannot be read. What it was for is added by whoever knows.
    struct Refusal: Error {
        let reason: StaticString
        var isOfLaterFormat = false
    }

    private static let depthMax = 16

    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    /// `range` holds one object and nothing else.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    private var current: UInt8 { position < end ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < end, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    /// Whether `byte` comes next, which is taken then.
    mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < end, UInt32(bytes[position]) == byte.value else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar) throws(Refusal) {
        guard skip(byte) else { throw Refusal(reason: "it is no JSON of the format") }
    }

    mutating func expectEnd() throws(Refusal) {
        skipSpace()
        guard position == end else { throw Refusal(reason: "something follows the object") }
    }

    // MARK: Objects and lists

    /// Calls `member` with each key, which takes the value.
    mutating func object(
        _ member: (inout LineCursor, ArraySlice<UInt8>) throws(Refusal) -> Void
    ) throws(Refusal) {
        try expect("{")
        if skip("}") { return }
        while true {
            let key = try key()
            try expect(":")
            try member(&self, key)
            if skip("}") { return }
            try expect(",")
        }
    }

    /// Keys of the format are plain ASCII; one that is not is unknown and stays as it is written.
    private mutating func key() throws(Refusal) -> ArraySlice<UInt8> {
        try expect("\"")
        let start = position
        try skipString()
        return bytes[start..<(position - 1)]
    }

    mutating func list(
        _ element: (inout LineCursor) throws(Refusal) -> Void
    ) throws(Refusal) {
        try expect("[")
        if skip("]") { return }
        while true {
            try element(&self)
            if skip("]") { return }
            try expect(",")
        }
    }

    // MARK: Numbers

    mutating func signed() throws(Refusal) -> Int64 {
        let isNegative = skip("-")
        let magnitude = try unsigned()
        if !isNegative, let number = Int64(exactly: magnitude) { return number }
        if isNegative, magnitude <= UInt64(Int64.max) { return -Int64(magnitude) }
        throw Refusal(reason: "a number does not fit")
    }

    /// A count, an offset or a size.
    mutating func amount() throws(Refusal) -> Int64 {
        guard let number = Int64(exactly: try unsigned()) else {
            throw Refusal(reason: "a number does not fit")
        }
        return number
    }

    mutating func unsigned() throws(Refusal) -> UInt64 {
        skipSpace()
        let start = position
        var number: UInt64 = 0
        while case let digit = current &- UInt8(ascii: "0"), digit < 10, position < end {
            let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = tens.addingReportingOverflow(UInt64(digit))
            guard !overflows, !isTooLarge else { throw Refusal(reason: "a number does not fit") }
            number = sum
            position += 1
        }
        guard position > start, position - start == 1 || bytes[start] != UInt8(ascii: "0") else {
            throw Refusal(reason: "a number is missing or badly written")
        }
        return number
    }

    /// A number that a narrower type holds.
    mutating func number<Number: FixedWidthInteger>(
        _: Number.Type = Number.self
    ) throws(Refusal) -> Number {
        guard let number = Number(exactly: try unsigned()) else {
            throw Refusal(reason: "a number does not fit")
        }
        return number
    }

    mutating func isTrue() throws(Refusal) -> Bool {
        skipSpace()
        guard bytes[position..<end].starts(with: "true".utf8) else { return false }
        position += 4
        return true
    }

    // MARK: Text

    /// A string, or bytes as `{"b64":"…"}`.
    mutating func text() throws(Refusal) -> [UInt8] {
        skipSpace()
        guard current == UInt8(ascii: "{") else { return try string() }
        var decoded: [UInt8]?
        try object { (cursor, key) throws(Refusal) in
            guard key.elementsEqual("b64".utf8) else { return try cursor.skipValue() }
            decoded = try cursor.base64()
        }
        guard let decoded else { throw Refusal(reason: "a name is missing") }
        return decoded
    }

    mutating func base64() throws(Refusal) -> [UInt8] {
        guard let decoded = Base64.standard.decode(try string()) else {
            throw Refusal(reason: "base 64 is badly written")
        }
        return decoded
    }

    /// A string that is only looked at: a copy where it holds an escape, else none.
    mutating func glimpse() throws(Refusal) -> ArraySlice<UInt8> {
        try expect("\"")
        let start = position
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") { return try escapedString(from: start)[...] }
            guard bytes[position] >= 0x20 else { throw Refusal(reason: "a string holds a control") }
            position += 1
        }
        try expectQuote()
        return bytes[start..<(position - 1)]
    }

    mutating func string() throws(Refusal) -> [UInt8] {
        Array(try glimpse())
    }

    private mutating func expectQuote() throws(Refusal) {
        guard current == UInt8(ascii: "\"") else { throw Refusal(reason: "a string has no end") }
        position += 1
    }

    private mutating func escapedString(from start: Int) throws(Refusal) -> [UInt8] {
        var text = Array(bytes[start..<position])
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\") {
                try appendEscape(to: &text)
            } else {
                guard byte >= 0x20 else { throw Refusal(reason: "a string holds a control") }
                text.append(byte)
            }
        }
        try expectQuote()
        return text
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(Refusal) {
        let letter = current
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try appendCodePoint(to: &text)
        default: throw Refusal(reason: "an escape sequence is unknown")
        }
    }

    private mutating func appendCodePoint(to text: inout [UInt8]) throws(Refusal) {
        var units = [try codeUnit()]
        if UTF16.isLeadSurrogate(units[0]) {
            try expectByte(UInt8(ascii: "\\"))
            try expectByte(UInt8(ascii: "u"))
            units.append(try codeUnit())
        }
        guard let character = String(validating: units, as: UTF16.self) else {
            throw Refusal(reason: "half of a surrogate pair stands alone")
        }
        text.append(contentsOf: character.utf8)
    }

    private mutating func expectByte(_ byte: UInt8) throws(Refusal) {
        guard current == byte else { throw Refusal(reason: "an escape sequence is unknown") }
        position += 1
    }

    private mutating func codeUnit() throws(Refusal) -> UInt16 {
        guard end - position >= 4,
            let pair = Hex.decode(bytes[position..<(position + 4)])
        else { throw Refusal(reason: "an escape sequence is unknown") }
        position += 4
        return UInt16(pair[0]) << 8 | UInt16(pair[1])
    }

    // MARK: Passing over

    /// Past the closing quote of a string whose opening one has been taken.
    private mutating func skipString() throws(Refusal) {
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < end else { throw Refusal(reason: "a string has no end") }
        position += 1
    }

    /// Past a value of a later writer's.
    mutating func skipValue(depth: Int = 0) throws(Refusal) {
        guard depth < Self.depthMax else { throw Refusal(reason: "it is nested too deeply") }
        skipSpace()
        switch current {
        case UInt8(ascii: "\""):
            position += 1
            try skipString()
        case UInt8(ascii: "{"):
            try object { (cursor, _) throws(Refusal) in try cursor.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            try list { (cursor) throws(Refusal) in try cursor.skipValue(depth: depth + 1) }
        default:
            let start = position
            while position < end, Self.isScalar(bytes[position]) { position += 1 }
            guard position > start else { throw Refusal(reason: "a value is missing") }
        }
    }

    /// Digits, signs, `true`, `null`.
    private static func isScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
