internal import Values

/// Reads a header as its bytes arrive, and takes not one byte beyond it.
package struct AgeHeaderReader: Sendable {
    private enum Expectation { case version, stanza, body }

    /// Set once the header is complete.
    package private(set) var header: AgeHeader?
    /// How many bytes the header has so far.
    package private(set) var byteCount = 0
    private var line: [UInt8] = []
    private var expectation = Expectation.version
    private var arguments: [String] = []
    private var body: [UInt8] = []
    private var stanzas: [AgeStanza] = []

    package init() {}

    /// Takes what belongs to the header from the start of `bytes` and says how much that was.
    /// What is left over, if anything, follows a complete header.
    package mutating func update(_ bytes: Span<UInt8>) throws(CryptographyError) -> Int {
        var position = 0
        while header == nil, position < bytes.count {
            let byte = bytes[position]
            position += 1
            byteCount += 1
            guard byteCount <= AgeHeader.byteCountMax else {
                throw CryptographyError(.malformed, "the age file's header is too long")
            }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                try checkStartOfLine()
                continue
            }
            try takeLine()
            line.removeAll(keepingCapacity: true)
        }
        return position
    }

    /// Says how an incomplete header ends.
    package func requireComplete() throws(CryptographyError) {
        guard header == nil else { return }
        throw CryptographyError(
            .truncated,
            byteCount == 0 ? "the age file is empty" : "the age file ends within its header")
    }

    private mutating func takeLine() throws(CryptographyError) {
        switch expectation {
        case .version:
            try checkVersion()
            expectation = .stanza
        case .stanza where line.starts(with: "---".utf8):
            try takeCode()
        case .stanza:
            guard let arguments = AgeStanza.arguments(inLine: line[...]) else {
                throw malformed("a line is neither a stanza nor the end")
            }
            self.arguments = arguments
            expectation = .body
        case .body:
            try takeBodyLine()
        }
    }

    private func malformed(_ reason: String) -> CryptographyError {
        CryptographyError(.malformed, "the age file's header is not well formed: \(reason)")
    }

    /// Refuses what cannot become a header at its first wrong byte instead of after 256 KiB.
    private func checkStartOfLine() throws(CryptographyError) {
        switch expectation {
        case .version: try checkVersionSoFar()
        case .stanza where line[0] != UInt8(ascii: "-"):
            throw malformed("a line is neither a stanza nor the end")
        case .stanza, .body: break
        }
    }

    private func checkVersionSoFar() throws(CryptographyError) {
        let name = "age-encryption.org/".utf8
        guard line.prefix(name.count).elementsEqual(name.prefix(line.count)), line.count <= 128
        else {
            throw CryptographyError(
                .malformed,
                line.starts(with: "-".utf8)
                    ? "the file does not start as an age file does; it may be an armored one"
                    : "the file is not an age file")
        }
    }

    private func checkVersion() throws(CryptographyError) {
        guard line.elementsEqual(AgeHeader.versionLine.utf8.dropLast()) else {
            let version = line.dropFirst("age-encryption.org/".utf8.count)
            guard !version.isEmpty, version.allSatisfy({ (33...126).contains($0) }) else {
                throw malformed("the first line does not name a version")
            }
            throw CryptographyError(
                .unsupported,
                "the age file is of version \(String(decoding: version, as: UTF8.self)), "
                    + "which is not known here")
        }
    }

    private mutating func takeBodyLine() throws(CryptographyError) {
        guard line.count <= AgeStanza.lineLength, let bytes = Base64.unpadded.decode(line) else {
            throw malformed("a stanza's body is not in base 64 of 64 letters a line")
        }
        body.append(contentsOf: bytes)
        guard line.count < AgeStanza.lineLength else { return }
        stanzas.append(AgeStanza(arguments, body: body))
        body.removeAll()
        try checkLastStanza()
        expectation = .stanza
    }

    private func checkLastStanza() throws(CryptographyError) {
        guard let stanza = stanzas.last else { return }
        switch stanza.kind {
        case AgeStanza.x25519Kind: try stanza.requireX25519()
        case AgeStanza.scryptKind: try stanza.requireScrypt()
        default: break
        }
        guard
            stanzas.count == 1
                || (stanzas[0].kind != AgeStanza.scryptKind
                    && stanza.kind != AgeStanza.scryptKind)
        else {
            // Or a passphrase would no longer prove who could have written the file.
            throw malformed("a passphrase must be the only way in")
        }
    }

    private mutating func takeCode() throws(CryptographyError) {
        guard line.starts(with: "--- ".utf8),
            let bytes = Base64.unpadded.decode(Array(line.dropFirst(4))),
            let code = SHA256Digest(bytes: bytes)
        else { throw malformed("its last line is not a code") }
        guard !stanzas.isEmpty else { throw malformed("it has no stanza") }
        header = AgeHeader(stanzas: stanzas, code: code)
    }
}
