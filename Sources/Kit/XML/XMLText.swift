/// Characters of a document.
enum XMLText {
    private static let entities: [String: String] = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
    ]
    /// `&#x10FFFF;` is the longest that means something; leading zeros beyond it are a trick.
    private static let referenceMax = 10

    /// Resolves what is written with `&`.
    static func decode(
        _ bytes: ArraySlice<UInt8>, at offset: Int, isAttribute: Bool = false
    ) throws(XMLError) -> String {
        let plain = normalizingLines(try check(bytes, at: offset))
        // XML 1.0 section 2.4.
        if !isAttribute, plain.utf8.containsEndOfCharacterData {
            throw XMLError(.malformed, at: offset, "]]> stands in a text")
        }
        guard plain.utf8.contains(UInt8(ascii: "&")) else { return plain }
        var result = ""
        var rest = plain[...]
        while let start = rest.utf8.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<start]
            let after = rest[rest.utf8.index(after: start)...]
            guard let end = after.utf8.firstIndex(of: UInt8(ascii: ";")),
                after.utf8.distance(from: after.startIndex, to: end) <= referenceMax,
                let character = resolve(after[..<end])
            else { throw XMLError(.malformed, at: offset, "a reference with & means nothing") }
            result += character
            rest = after[after.utf8.index(after: end)...]
        }
        return result + rest
    }

    /// The bytes as text: UTF-8, and no character that XML does not allow.
    static func check(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(XMLError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw XMLError(.malformed, at: offset, "the document is not in UTF-8")
        }
        guard text.unicodeScalars.allSatisfy(isAllowed) else {
            throw XMLError(.malformed, at: offset, "the document has a character XML forbids")
        }
        return text
    }

    /// XML 1.0 section 2.11.
    static func normalizingLines(_ text: String) -> String {
        guard text.utf8.contains(13) else { return text }
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 13 {
                bytes.append(10)
            } else if byte != 10 || previous != 13 {
                bytes.append(byte)
            }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A name without a colon.
    static func isName(_ text: Substring) -> Bool {
        guard let first = text.unicodeScalars.first, startsName(first) else { return false }
        return text.unicodeScalars.allSatisfy { startsName($0) || continuesName($0) }
    }

    private static func resolve(_ reference: Substring) -> String? {
        if let entity = entities[String(reference)] { return entity }
        guard reference.utf8.first == UInt8(ascii: "#") else { return nil }
        let isHex = reference.dropFirst().utf8.first == UInt8(ascii: "x")
        let digits = reference.dropFirst(isHex ? 2 : 1)
        // `UInt32` would take a sign.
        guard digits.utf8.first.map({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) == true,
            let code = UInt32(digits, radix: isHex ? 16 : 10),
            let scalar = Unicode.Scalar(code), isAllowed(scalar)
        else { return nil }
        return String(Character(scalar))
    }

    /// XML 1.0 section 2.2.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// XML 1.0 section 2.3, as in `continuesName`.
    private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF,
            0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF,
            0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }

    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: false
        }
    }
}

extension String.UTF8View {
    fileprivate var containsEndOfCharacterData: Bool {
        var brackets = 0
        for byte in self {
            if byte == UInt8(ascii: ">"), brackets >= 2 { return true }
            brackets = byte == UInt8(ascii: "]") ? brackets + 1 : 0
        }
        return false
    }
}
