extension JSONParser {
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while true {
            switch current {
            case UInt8(ascii: "\""):
                let text = try text(bytes[start..<position], from: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw failure(.controlCharacter)
            default: position += 1
            }
        }
    }

    /// Goes on at the first backslash of a string.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<position])
        while true {
            let byte = current
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &unescaped)
            case 0..<0x20: throw failure(.controlCharacter)
            default:
                unescaped.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let letter = current
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw failure(.wrongEscape)
        }
        position += 1
    }

    /// `position` is at the `u`, and afterwards behind the last digit.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position - 1
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONError(.loneSurrogate, at: start)
        guard first < 0xDC00, current == UInt8(ascii: "\\") else { throw lone }
        position += 1
        guard current == UInt8(ascii: "u") else { throw lone }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
        else { throw lone }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        position += 1
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
                throw failure(.wrongEscape)
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    private func text(_ bytes: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONError(.notUTF8, at: start)
        }
        return text
    }
}
