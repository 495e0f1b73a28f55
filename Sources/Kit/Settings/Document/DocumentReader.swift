internal import CommandLine

/// Reads the lines of a settings file; values are read in `DocumentReader+Values`.
struct DocumentReader {
    /// A settings file is written by hand; one this long is some other file.
    static let longestFile = 1 << 20

    let bytes: [UInt8]
    var position = 0
    var line = 1

    init(_ bytes: [UInt8]) throws(DocumentError) {
        self.bytes = bytes
        guard bytes.count <= Self.longestFile else {
            throw DocumentError(.tooLong, 1, "The file is longer than 1 MiB.")
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let index = lines.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil }) {
            throw DocumentError(.malformed, index + 1, "The line is not written in UTF-8.")
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw DocumentError(
                .malformed, 1, "The file begins with a byte order mark; save it without one.")
        }
    }

    mutating func document() throws(DocumentError) -> SettingsDocument {
        var document = SettingsDocument()
        while position < bytes.count {
            skipBlanks()
            switch peek() {
            case nil, "\n", "\r", "#": break
            case "[":
                let start = line
                try document.begin(try sectionName(), at: start)
            default:
                let start = line
                let key = try key()
                try document.add(key, try value(of: key), at: start)
            }
            try endOfLine()
        }
        return document
    }

    private mutating func sectionName() throws(DocumentError) -> String {
        position += 1
        guard peek() != "[" else {
            throw error(.unsupported, "Sections are written [name], with one pair of brackets.")
        }
        skipBlanks()
        let name = try plainName("section")
        skipBlanks()
        guard take("]") else { throw unexpected("']' after the section's name") }
        return name
    }

    private mutating func key() throws(DocumentError) -> String {
        let name = try plainName("setting")
        skipBlanks()
        guard take("=") else { throw unexpected("'=' after \(name)") }
        skipBlanks()
        return name
    }

    private mutating func plainName(_ what: String) throws(DocumentError) -> String {
        let start = position
        while let next = peek(), next.isPlainNameLetter { position += 1 }
        switch peek() {
        case "\"", "'":
            throw error(.unsupported, "The name of a \(what) is written without quotes.")
        case _ where position == start: throw unexpected("the name of a \(what)")
        case ".":
            throw error(
                .unsupported, "The name of a \(what) has no dots; a setting stands below [section]."
            )
        default: return text(from: start)
        }
    }

    /// Blanks and a comment may follow what a line says, and nothing else.
    private mutating func endOfLine() throws(DocumentError) {
        skipBlanks()
        try skipComment()
        guard position < bytes.count else { return }
        guard takeLineBreak() else { throw unexpected("the end of the line") }
    }
}

// Reading byte by byte.
extension DocumentReader {
    /// The next byte as the ASCII character it is; bytes of other characters match nothing.
    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < bytes.count ? Unicode.Scalar(bytes[position + distance]) : nil
    }

    mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard peek() == expected else { return false }
        position += 1
        return true
    }

    mutating func takeLineBreak() -> Bool {
        if peek() == "\r", peek(1) == "\n" { position += 1 }
        guard take("\n") else { return false }
        line += 1
        return true
    }

    mutating func skipBlanks() {
        while take(" ") || take("\t") {}
    }

    mutating func skipComment() throws(DocumentError) {
        guard peek() == "#" else { return }
        while let next = peek(), next != "\n", !(next == "\r" && peek(1) == "\n") {
            try refuseControl(next)
            position += 1
        }
    }

    func refuseControl(_ next: Unicode.Scalar) throws(DocumentError) {
        guard next.value < 0x20 && next != "\t" || next.value == 0x7F else { return }
        throw error(.malformed, "There is a control character in the line.")
    }

    func text(from start: Int) -> String {
        String(decoding: bytes[start..<position], as: UTF8.self)
    }

    func error(_ kind: DocumentError.Kind, _ message: String) -> DocumentError {
        DocumentError(kind, line, message)
    }

    /// The sentence for something else than what has to stand here.
    func unexpected(_ expected: String) -> DocumentError {
        let rest = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }.prefix(20)
        let found = rest.isEmpty ? "the line ends" : quoted(String(decoding: rest, as: UTF8.self))
        return error(.malformed, "Expected \(expected), but found \(found).")
    }
}

extension Unicode.Scalar {
    /// TOML's bare keys: `A-Za-z0-9_-`.
    var isPlainNameLetter: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
