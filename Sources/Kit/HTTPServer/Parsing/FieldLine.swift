/// One line of a head or a trailer section (RFC 9112 section 5).
enum FieldLine {
    /// Splits `line`, which has lost its line end, into name and value.
    static func read(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(HTTPServerError) -> HTTPFields.Entry {
        var index = line.lowerBound
        while index < line.upperBound, Token.contains(input[index]) { index += 1 }
        let name = line.lowerBound..<index
        guard !name.isEmpty, index < line.upperBound, input[index] == UInt8(ascii: ":") else {
            throw misnamed(input, line)
        }
        index += 1
        for position in index..<line.upperBound where !isValueByte(input[position]) {
            throw HTTPServerError(.malformed, "a field has a control character in its value")
        }
        let value = trim(input, index..<line.upperBound)
        return HTTPFields.Entry(
            nameStart: UInt32(name.lowerBound), nameEnd: UInt32(name.upperBound),
            valueStart: UInt32(value.lowerBound), valueEnd: UInt32(value.upperBound))
    }

    /// `range` without the spaces and tabs at its ends.
    static func trim(_ input: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(input[start]) { start += 1 }
        while end > start, isBlank(input[end - 1]) { end -= 1 }
        return start..<end
    }

    /// A `Content-Length`: digits alone, no list, and no more of them than fit.
    static func length(_ value: Span<UInt8>) throws(HTTPServerError) -> Int {
        // 18 digits are 10^18 bytes, and still an Int.
        guard (1...18).contains(value.count) else { throw badLength }
        var length = 0
        for index in 0..<value.count {
            guard (0x30...0x39).contains(value[index]) else { throw badLength }
            length = length * 10 + Int(value[index] - 0x30)
        }
        return length
    }

    @inline(__always)
    static func isValueByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    private static let badLength = HTTPServerError(.malformed, "the length is not a number")

    private static func misnamed(_ input: Span<UInt8>, _ line: Range<Int>) -> HTTPServerError {
        let isFolded = isBlank(input[line.lowerBound])
        return HTTPServerError(
            .malformed,
            isFolded
                ? "a field goes on over a second line"
                : "a field does not begin with a name and a colon")
    }
}
