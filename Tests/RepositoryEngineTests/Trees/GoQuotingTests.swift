import TestSupport
import Testing

@testable import RepositoryEngine

@Suite struct GoQuotingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let name: String

        init(_ text: String, _ name: String) {
            self.init(Array(text.utf8), name)
        }

        init(_ bytes: [UInt8], _ name: String) {
            self.bytes = bytes
            self.name = name
        }

        var testDescription: String { name }
    }

    /// From what restic writes; RepositoryTreeTests hold it to more.
    static let names = [
        Case("plain", #""plain""#),
        Case("a\"b", #""a\\\"b""#),
        Case("a\\b", #""a\\\\b""#),
        Case("\u{7}\u{8}\u{C}\n\r\t\u{B}", #""\\a\\b\\f\\n\\r\\t\\v""#),
        Case("\u{1}\u{7F}", #""\\x01\\x7f""#),
        Case("<&>", #""\u003c\u0026\u003e""#),
        Case([0xFF, 0xFE, 0x61], #""\\xff\\xfea""#),
        Case([0xC3, 0x28], #""\\xc3(""#),
        Case([0xED, 0xA0, 0x80], #""\\xed\\xa0\\x80""#),
        Case("\u{2028}\u{A0}\u{AD}", #""\\u2028\\u00a0\\u00ad""#),
        Case("\u{1F600}é備\u{FFFD}", "\"\u{1F600}é備\u{FFFD}\""),
        Case("\u{E0001}", #""\\U000e0001""#),
    ]

    @Test(arguments: names) func namesAreQuotedAndThenWritten(name: Case) {
        var text: [UInt8] = []
        GoQuoting.appendName(name.bytes.span, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == name.name)
    }

    @Test(arguments: [
        Case("<&>\u{8}\u{C}\u{1}\"\\\n", #""\u003c\u0026\u003e\b\f\u0001\"\\\n""#),
        Case("\u{2028}\u{2029}\u{7F}", #""\u2028\u2029"# + "\u{7F}\""),
        Case([0xFF, 0x61], #""\ufffda""#),
    ]) func textsAreJSON(text: Case) {
        var bytes: [UInt8] = []
        GoQuoting.appendText(text.bytes.span, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text.name)
    }

    @Test func anyBytesComeBack() throws {
        var generator = SeededGenerator()
        for _ in 0..<2000 {
            let name = (0..<Int.random(in: 1...40, using: &generator)).map { _ -> UInt8 in
                let byte = UInt8.random(in: 1...255, using: &generator)
                return byte == UInt8(ascii: "/") ? 0xE2 : byte
            }
            var text: [UInt8] = []
            GoQuoting.appendName(name.span, to: &text)
            var cursor = NodeCursor(text, at: 0)
            let quoted = try cursor.text()
            #expect(GoUnquoting.name(quoted.span) == name, "seed \(generator.seed)")
        }
    }

    @Test(arguments: [#"\"#, #"\x1"#, #"\q"#, #"\u12"#, #"\ud800"#, #"\U00110000"#, #"\400"#, "\""])
    func whatNoWriterMakesIsRefused(text: String) {
        #expect(GoUnquoting.name(Array(text.utf8).span) == nil)
    }
}
