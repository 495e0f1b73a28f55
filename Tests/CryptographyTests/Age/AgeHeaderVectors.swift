import Values

@testable import Cryptography

extension AgeVector {
    static let headers: [AgeVector] = version + code + stanzas

    private static func header(
        _ name: String, _ kind: CryptographyError.Kind?, _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        let outcome = kind.map { Outcome.failure($0, released: []) }
        return AgeVector(name, outcome ?? .content(AgeVectorFile.content)) {
            build(&$0)
            $0.payload()
        }
    }

    private static let version: [AgeVector] = [
        wrong("empty", .truncated) { _ in },
        header("sound", nil) { $0.header() },
        header("version unsupported", .unsupported) {
            $0.line("age-encryption.org/v1234")
            $0.x25519()
            $0.code()
        },
        header("version missing", .malformed) {
            $0.x25519()
            $0.code()
        },
        header("version empty", .malformed) {
            $0.line("age-encryption.org/")
            $0.x25519()
            $0.code()
        },
        header("version with CRLF", .malformed) {
            $0.line("age-encryption.org/v1\r")
            $0.x25519()
            $0.code()
        },
        header("every line with CRLF", .malformed) { file in
            file.header()
            file.bytes = Array(
                String(decoding: file.bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        },
        header("leading space", .malformed) {
            $0.bytes = [32]
            $0.header()
        },
        header("leading empty line", .malformed) {
            $0.line("")
            $0.header()
        },
        header("no stanza", .malformed) {
            $0.version()
            $0.code()
        },
        wrong("header alone", .truncated) { $0.header() },
        wrong("header cut in a stanza", .truncated) {
            $0.version()
            $0.x25519()
            $0.bytes.removeLast(9)
        },
    ]

    private static func codeLine(
        _ name: String, _ kind: CryptographyError.Kind, _ edit: (String) -> String
    ) -> AgeVector {
        header("code " + name, kind) {
            $0.header()
            $0.editLastLine(edit)
        }
    }

    private static let code: [AgeVector] = [
        codeLine("wrong", .damaged) { _ in
            "--- " + Base64.unpadded.encode([UInt8].repeating(1, 32))
        },
        codeLine("with a changed letter", .damaged) {
            "--- " + ($0.dropFirst(4).first == "A" ? "B" : "A") + $0.dropFirst(5)
        },
        codeLine("missing", .malformed) { _ in "---" },
        codeLine("empty", .malformed) { _ in "--- " },
        codeLine("short", .malformed) { String($0.dropLast()) },
        codeLine("long", .malformed) { $0 + "A" },
        codeLine("with a space more", .malformed) { $0.replacing("--- ", with: "---  ") },
        codeLine("without its space", .malformed) { $0.replacing("--- ", with: "---") },
        codeLine("with a space behind", .malformed) { $0 + " " },
        codeLine("with an argument", .malformed) { $0 + " more" },
        codeLine("padded", .malformed) { $0 + "=" },
        codeLine("not canonical", .malformed, notCanonical),
        codeLine("with CR", .malformed) { $0 + "\r" },
        header("code line missing", .malformed) {
            $0.version()
            $0.x25519()
        },
        header("a stanza changed under the code", .damaged) {
            $0.version()
            $0.x25519()
            $0.line("-> other a")
            $0.body([1])
            $0.code()
            $0.bytes = Array(
                String(decoding: $0.bytes, as: UTF8.self)
                    .replacing("-> other a", with: "-> other b").utf8)
        },
    ]

    /// The same value with a bit in the last letter that no byte has room for.
    static func notCanonical(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        guard let last = text.last, let index = alphabet.firstIndex(of: last) else { return text }
        return text.dropLast() + String(alphabet[index + 1])
    }

    private static func withStanza(
        _ name: String, _ kind: CryptographyError.Kind?, _ lines: String...
    ) -> AgeVector {
        header("stanza " + name, kind) {
            $0.version()
            $0.x25519()
            for line in lines { $0.line(line) }
            $0.code()
        }
    }

    private static let full = String(repeating: "A", count: 64)

    private static let stanzas: [AgeVector] = [
        withStanza("unknown with an empty body", nil, "-> empty", ""),
        withStanza("unknown with arguments", nil, "-> joint-oil-hw 3 a+b/c", "AAAA"),
        withStanza("of every visible letter", nil, "-> " + visible, ""),
        withStanza("body of exactly one line", nil, "-> stanza", full, ""),
        withStanza("body of several lines", nil, "-> stanza", full, full, full, "AAAA"),
        withStanza("without a body", .malformed, "-> empty"),
        withStanza("without a last short line", .malformed, "-> stanza", full),
        withStanza("with two short lines", .malformed, "-> stanza", "AAAA", "AAAA"),
        withStanza("with a line too long", .malformed, "-> stanza", full + "AAAA", ""),
        withStanza("with an empty argument", .malformed, "->  stanza", ""),
        withStanza("with an empty last argument", .malformed, "-> stanza ", ""),
        withStanza("without arguments", .malformed, "-> ", ""),
        withStanza("without its space", .malformed, "->", ""),
        withStanza("with a wrong start", .malformed, "--> stanza", ""),
        withStanza("with a tab", .malformed, "-> sta\tnza", ""),
        withStanza("with a control letter", .malformed, "-> sta\u{7f}nza", ""),
        withStanza("with a letter beyond ASCII", .malformed, "-> stänza", ""),
        withStanza("with CR in its first line", .malformed, "-> stanza\r", ""),
        withStanza("with CR in its body", .malformed, "-> stanza", "AAAA\r"),
        withStanza("with padding", .malformed, "-> stanza", "QQ=="),
        withStanza("with base 64 that is not canonical", .malformed, "-> stanza", "QR"),
        withStanza("with base 64 of one letter too many", .malformed, "-> stanza", "AAAAA"),
        withStanza("with URL base 64", .malformed, "-> stanza", "--__"),
        withStanza("with space in its body", .malformed, "-> stanza", "AA AA"),
        withStanza("with an empty line before its body", .malformed, "-> stanza", "", "AAAA"),
        header("unknown stanzas around the right one", nil) {
            $0.version()
            $0.line("-> grease-1 a")
            $0.body(.repeating(4, 200))
            $0.x25519()
            $0.line("-> z b c")
            $0.body([])
            $0.code()
        },
        header("nothing but unknown stanzas", .wrongKey) {
            $0.version()
            $0.line("-> mlkem768x25519 abc")
            $0.body(.repeating(4, 32))
            $0.code()
        },
    ]

    private static let visible = String(
        decoding: (UInt8(33)...126).map { $0 }, as: UTF8.self)
}
