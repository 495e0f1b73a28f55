/// Strings as trees write them, to the byte: a tree with one other byte is another tree, and would
/// be stored twice (docs/formats/repository.md).
///
/// Texts are JSON with `<`, `>`, `&` and the separators of lines escaped too. Names may be any
/// bytes, so they are quoted like strings of a Go program first, and that text is written as JSON.
enum GoQuoting {
    /// A JSON string with its quotation marks. What is no UTF-8 is lost: replaced.
    static func appendText(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        append(text, to: &bytes, ascii: appendCharacter) { piece, bytes in
            switch piece {
            case .wrongByte: append("\\ufffd", to: &bytes)
            case .scalar(0x2028): append("\\u2028", to: &bytes)
            case .scalar(0x2029): append("\\u2029", to: &bytes)
            case .scalar: return true
            }
            return false
        }
    }

    /// A name, quoted and then written as a JSON string with its quotation marks.
    static func appendName(_ name: Span<UInt8>, to bytes: inout [UInt8]) {
        append(name, to: &bytes, ascii: appendQuoted) { piece, bytes in
            switch piece {
            case .wrongByte(let byte):
                append("\\\\x", to: &bytes)
                appendHex(UInt32(byte), digits: 2, to: &bytes)
            case .scalar(let scalar) where isPrintable(scalar): return true
            case .scalar(let scalar):
                append(scalar < 0x10000 ? "\\\\u" : "\\\\U", to: &bytes)
                appendHex(scalar, digits: scalar < 0x10000 ? 4 : 8, to: &bytes)
            }
            return false
        }
    }

    /// `beyond` writes what is not ASCII, or says that it stays as it is.
    @inline(__always)
    private static func append(
        _ text: Span<UInt8>, to bytes: inout [UInt8],
        ascii: (UInt8, inout [UInt8]) -> Void,
        beyond: (ScalarReader.Piece, inout [UInt8]) -> Bool
    ) {
        bytes.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                ascii(byte, &bytes)
                index += 1
                continue
            }
            let (piece, count) = ScalarReader.piece(in: text, at: index)
            if beyond(piece, &bytes) {
                for place in index..<index + count { bytes.append(text[place]) }
            }
            index += count
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a scalar beyond ASCII stays as it is in a quoted name.
    static func isPrintable(_ scalar: UInt32) -> Bool {
        let bounds = PrintableTable.bounds
        // The first range that ends at or behind it.
        var (low, high) = (0, bounds.count / 2)
        while low < high {
            let middle = (low + high) / 2
            if bounds[2 * middle + 1] < scalar { low = middle + 1 } else { high = middle }
        }
        return low < bounds.count / 2 && bounds[2 * low] <= scalar
    }

    // MARK: ASCII

    private static func appendQuoted(_ byte: UInt8, _ bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\\\\\"", to: &bytes)
        case UInt8(ascii: "\\"): append("\\\\\\\\", to: &bytes)
        case 0x07: append("\\\\a", to: &bytes)
        case 0x08: append("\\\\b", to: &bytes)
        case 0x0C: append("\\\\f", to: &bytes)
        case 0x0A: append("\\\\n", to: &bytes)
        case 0x0D: append("\\\\r", to: &bytes)
        case 0x09: append("\\\\t", to: &bytes)
        case 0x0B: append("\\\\v", to: &bytes)
        case 0..<0x20, 0x7F:
            append("\\\\x", to: &bytes)
            appendHex(UInt32(byte), digits: 2, to: &bytes)
        default: appendCharacter(byte, &bytes)
        }
    }

    private static func appendCharacter(_ byte: UInt8, _ bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"", to: &bytes)
        case UInt8(ascii: "\\"): append("\\\\", to: &bytes)
        case 0x08: append("\\b", to: &bytes)
        case 0x0C: append("\\f", to: &bytes)
        case 0x0A: append("\\n", to: &bytes)
        case 0x0D: append("\\r", to: &bytes)
        case 0x09: append("\\t", to: &bytes)
        case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            append("\\u", to: &bytes)
            appendHex(UInt32(byte), digits: 4, to: &bytes)
        default: bytes.append(byte)
        }
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private static func appendHex(_ value: UInt32, digits: Int, to bytes: inout [UInt8]) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt32(4 * place) & 15)
            bytes.append(digit < 10 ? digit + UInt8(ascii: "0") : digit + UInt8(ascii: "a") - 10)
        }
    }
}
