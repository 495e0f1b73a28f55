internal import Cryptography
internal import JSON
internal import Values

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }

    mutating func append(decimal number: UInt64) {
        // Digits come out from the last; twenty are the most.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = number
        var first = 20
        repeat {
            first -= 1
            digits[first] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        } while rest > 0
        while first < 20 {
            append(digits[first])
            first += 1
        }
    }

    /// `,"key":number`
    mutating func append(member key: StaticString, _ number: Int64) {
        append(",\"")
        append(key)
        append("\":")
        append(decimal: number)
    }

    /// A string where the bytes are UTF-8, else `{"b64":"…"}`.
    mutating func append(json text: [UInt8]) {
        if text.allSatisfy(\.isPlain) {
            append(UInt8(ascii: "\""))
            append(contentsOf: text)
            append(UInt8(ascii: "\""))
        } else if let string = String(validating: text, as: UTF8.self) {
            JSONText.append(string, to: &self)
        } else {
            append("{\"b64\":\"")
            append(Base64.standard.encode(text))
            append("\"}")
        }
    }
}

extension UInt8 {
    /// Stands in a JSON string as it is, and is no part of a longer character.
    fileprivate var isPlain: Bool {
        self >= 0x20 && self < 0x80 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}

extension SHA256Digest {
    func appendHex(to text: inout [UInt8]) {
        for byte in bytes {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value &+ UInt8(ascii: "0") : value &+ (UInt8(ascii: "a") - 10)
    }
}
