internal import Values

/// Reads a keyring's file line by line; see `Keyring+Text` for its form.
///
/// The text is handed to each step instead of being kept, since a span cannot be stored.
struct KeyringReader {
    private var position = 0
    private var lineNumber = 0
    private var keys: [SealingKey] = []
    private var activeID: KeyID?

    mutating func read(_ text: Span<UInt8>) throws(CryptographyError) -> Keyring {
        guard text.count <= Keyring.encodedSizeMax else {
            throw CryptographyError(.malformed, "the keyring is too large to be one")
        }
        try readTitle(text)
        while true {
            let lineStart = position
            let line = try nextLine(text)
            if text.extracting(line).starts(with: "key ".utf8), activeID == nil {
                try readKey(text.extracting(line))
            } else if text.extracting(line).starts(with: "active ".utf8), activeID == nil {
                try readActive(text.extracting(line))
            } else if text.extracting(line).starts(with: "check ".utf8), let activeID {
                try readCheck(text.extracting(line), of: text.extracting(..<lineStart))
                guard position == text.count else {
                    throw damaged("follows the end of the keyring", line: lineNumber + 1)
                }
                return Keyring(keys: keys, activeID: activeID)
            } else {
                throw damaged("is not one of a keyring", line: lineNumber)
            }
        }
    }

    private func damaged(_ what: String, line: Int) -> CryptographyError {
        CryptographyError(.damaged, "the keyring is damaged: line \(line) \(what)")
    }

    private mutating func nextLine(_ text: Span<UInt8>) throws(CryptographyError) -> Range<Int> {
        lineNumber += 1
        let start = position
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        guard position < text.count else {
            throw CryptographyError(
                .truncated,
                text.isEmpty
                    ? "the keyring is empty" : "the keyring breaks off in line \(lineNumber)")
        }
        position += 1
        return start..<(position - 1)
    }

    private mutating func readTitle(_ text: Span<UInt8>) throws(CryptographyError) {
        let title = Array(Keyring.title.utf8)
        let shared = min(title.count, text.count)
        guard text.extracting(first: shared).starts(with: title.prefix(shared)) else {
            let name = title.prefix(title.count - 2)
            guard text.starts(with: name),
                let end = (0..<text.count).first(where: { text[$0] == 10 })
            else { throw CryptographyError(.malformed, "the file is not a keyring") }
            let version = text.extracting(name.count..<end).text
            guard version.utf8.count < 10, version.utf8.allSatisfy({ (48...57).contains($0) })
            else {
                throw damaged("is not a keyring's title", line: 1)
            }
            throw CryptographyError(
                .unsupported, "the keyring is of version \(version), which is not known here")
        }
        _ = try nextLine(text)
    }

    /// `key <id> <created> <key>`, every field of a fixed width.
    private mutating func readKey(_ line: Span<UInt8>) throws(CryptographyError) {
        guard keys.count < Keyring.keyCountMax else {
            throw damaged("is one key too many", line: lineNumber)
        }
        guard line.count == 110, line[20] == UInt8(ascii: " "), line[45] == UInt8(ascii: " "),
            let id = KeyID(line.extracting(4..<20).text),
            let created = Timestamp(rfc3339: line.extracting(21..<45).text),
            let secret = Secret(
                hex: line.extracting(46..<110), count: XChaCha20Poly1305.keySize)
        else { throw damaged("does not read as a key", line: lineNumber) }
        let key = SealingKey(secret: secret, created: created)
        guard key.id == id else {
            throw damaged("holds a key that does not belong to its id", line: lineNumber)
        }
        guard !keys.contains(where: { $0.id == id }) else {
            throw damaged("repeats a key", line: lineNumber)
        }
        keys.append(key)
    }

    private mutating func readActive(_ line: Span<UInt8>) throws(CryptographyError) {
        guard let id = KeyID(line.extracting(droppingFirst: 7).text) else {
            throw damaged("does not read as a key's id", line: lineNumber)
        }
        guard keys.contains(where: { $0.id == id }) else {
            throw damaged("names a key that the keyring lacks", line: lineNumber)
        }
        activeID = id
    }

    private func readCheck(
        _ line: Span<UInt8>, of content: Span<UInt8>
    ) throws(CryptographyError) {
        guard line.extracting(droppingFirst: 6).text == Keyring.check(content) else {
            throw damaged("does not match the lines above it", line: lineNumber)
        }
    }
}
