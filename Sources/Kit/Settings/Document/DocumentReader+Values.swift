extension DocumentReader {
    mutating func value(of key: String) throws(DocumentError) -> SettingsDocument.Value {
        switch peek() {
        case "\"", "'": return .string(try string())
        case "[": return .strings(try list())
        case "{": throw error(.unsupported, "Braces are not used in settings.")
        case nil, "\n", "\r", "#": throw error(.malformed, "\(key) has no value.")
        default: return try word(of: key)
        }
    }

    /// A boolean or a whole number.
    private mutating func word(of key: String) throws(DocumentError) -> SettingsDocument.Value {
        let start = position
        while let next = peek(), next.isPlainNameLetter || "+.:".unicodeScalars.contains(next) {
            position += 1
        }
        let word = text(from: start)
        switch word {
        case "": throw unexpected("the value of \(key)")
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        if let number = try integer(word) { return .integer(number) }
        // TOML has fractions, dates and other bases; what else begins with a letter is nothing.
        let unsigned = word.first == "-" || word.first == "+" ? word.dropFirst() : word[...]
        let isMaybeTOML = unsigned.first?.isNumber == true || ["inf", "nan"].contains(unsigned)
        throw error(
            isMaybeTOML ? .unsupported : .malformed,
            "\(key) is no whole number; text is written in quotes, as in \(key) = \"\(word)\".")
    }

    /// Nil where it is none: digits with an optional sign, single underscores between digits, no
    /// leading zeros.
    private func integer(_ word: String) throws(DocumentError) -> Int64? {
        let unsigned = word.first == "-" || word.first == "+" ? word.dropFirst() : word[...]
        let groups = unsigned.split(separator: "_", omittingEmptySubsequences: false)
        let digits = groups.joined()
        guard groups.allSatisfy({ !$0.isEmpty }),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.utf8.count == 1 || digits.utf8.first != 0x30
        else { return nil }
        guard let number = Int64(word.first == "-" ? "-" + digits : digits) else {
            throw error(.unsupported, "The number does not fit 64 bits.")
        }
        return number
    }

    private mutating func list() throws(DocumentError) -> [String] {
        position += 1
        var strings: [String] = []
        while true {
            try skipBlankLines()
            if take("]") { return strings }
            guard peek() == "\"" || peek() == "'" else {
                throw peek() == nil
                    ? error(.malformed, "The list has no end.")
                    : error(
                        unsupportedOrMalformed, "Lists hold texts in quotes, as in [\"a\", \"b\"].")
            }
            strings.append(try string())
            try skipBlankLines()
            guard take(",") || peek() == "]" else { throw unexpected("',' or ']' in the list") }
        }
    }

    /// Other values in a list are TOML perhaps; a comma or the like is not.
    private var unsupportedOrMalformed: DocumentError.Kind {
        guard let next = peek() else { return .malformed }
        return next.isPlainNameLetter || "+[{".unicodeScalars.contains(next)
            ? .unsupported : .malformed
    }

    private mutating func skipBlankLines() throws(DocumentError) {
        repeat {
            skipBlanks()
            try skipComment()
        } while takeLineBreak()
    }

    /// Between double quotes with escapes, between single quotes without.
    private mutating func string() throws(DocumentError) -> String {
        guard let quote = peek() else { return "" }
        guard peek(1) != quote || peek(2) != quote else {
            throw error(
                .unsupported, "Texts are written on one line, between single or double quotes.")
        }
        position += 1
        var text: [UInt8] = []
        while let next = peek(), next != "\n" {
            if take(quote) { return String(decoding: text, as: UTF8.self) }
            if quote == "\"", take("\\") {
                text += Array(String(try escaped()).utf8)
            } else {
                try refuseControl(next)
                text.append(bytes[position])
                position += 1
            }
        }
        throw error(.malformed, "The text has no closing quote.")
    }

    private mutating func escaped() throws(DocumentError) -> Character {
        guard let letter = peek() else { throw error(.malformed, "The text has no closing quote.") }
        position += 1
        switch letter {
        case "\"", "\\": return Character(letter)
        case "b": return "\u{8}"
        case "t": return "\t"
        case "n": return "\n"
        case "f": return "\u{C}"
        case "r": return "\r"
        case "u": return try codePoint(digits: 4)
        case "U": return try codePoint(digits: 8)
        default:
            throw error(.malformed, "A backslash is written \\\\ in texts between double quotes.")
        }
    }

    private mutating func codePoint(digits: Int) throws(DocumentError) -> Character {
        let end = min(position + digits, bytes.count)
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        guard text.utf8.count == digits, text.allSatisfy(\.isHexDigit), text.allSatisfy(\.isASCII),
            let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value)
        else {
            throw error(
                .malformed, "\\u is followed by the 4 hexadecimal digits of a character, \\U by 8.")
        }
        position = end
        return Character(scalar)
    }
}
