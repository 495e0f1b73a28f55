internal import JSON
internal import Values

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
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
        if text.allSatisfy({ $0.isPlain }) {
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
