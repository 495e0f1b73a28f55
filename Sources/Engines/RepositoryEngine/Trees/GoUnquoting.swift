/// Reads a name back from its quoted form.
enum GoUnquoting {
    private static let backslash = UInt8(ascii: "\\")

    /// nil when it is none.
    static func name(_ quoted: Span<UInt8>) -> [UInt8]? {
        var name: [UInt8] = []
        name.reserveCapacity(quoted.count)
        var index = 0
        while index < quoted.count {
            let byte = quoted[index]
            index += 1
            switch byte {
            case backslash:
                guard appendEscaped(quoted, &index, to: &name) else { return nil }
            case UInt8(ascii: "\""), UInt8(ascii: "\n"): return nil
            default: name.append(byte)
            }
        }
        return name
    }

    /// `index` is behind the backslash, and afterwards behind the escape.
    private static func appendEscaped(
        _ quoted: Span<UInt8>, _ index: inout Int, to name: inout [UInt8]
    ) -> Bool {
        guard index < quoted.count else { return false }
        let letter = quoted[index]
        index += 1
        if let plain = plain(letter) {
            name.append(plain)
            return true
        }
        switch letter {
        case UInt8(ascii: "x"):
            guard let value = digits(quoted, &index, 2) else { return false }
            name.append(UInt8(value))
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = letter == UInt8(ascii: "u") ? 4 : 8
            guard let value = digits(quoted, &index, count),
                let scalar = Unicode.Scalar(value)
            else { return false }
            name.append(contentsOf: Array(String(scalar).utf8))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            guard let value = digits(quoted, &index, 3, base: 8), value <= 255 else {
                return false
            }
            name.append(UInt8(value))
        default: return false
        }
        return true
    }

    private static func plain(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        case backslash, UInt8(ascii: "\""): letter
        default: nil
        }
    }

    private static func digits(
        _ quoted: Span<UInt8>, _ index: inout Int, _ count: Int, base: UInt32 = 16
    ) -> UInt32? {
        guard index + count <= quoted.count else { return nil }
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Character(Unicode.Scalar(quoted[index])).hexDigitValue,
                digit < base
            else { return nil }
            value = value << (base == 16 ? 4 : 3) | UInt32(digit)
            index += 1
        }
        return value
    }
}
