import TestSupport
import Testing

@testable import Markup

/// What we write is read back by a parser of somebody else: Python's.
@Suite struct ParsedMarkupTests {
    /// Prints one line of hexadecimal UTF-8 for each attribute value and each text.
    private static let reader = """
        from sys import stdin
        from html.parser import HTMLParser
        class Reader(HTMLParser):
            def handle_starttag(self, tag, attrs):
                print('tag', tag, *[n + '=' + (v or '').encode().hex() for n, v in attrs])
            def handle_endtag(self, tag): print('end', tag)
            def handle_data(self, data): self.parts.append(data)
            def handle_comment(self, data): print('comment')
            def handle_decl(self, decl): print('decl', decl)
            parts = []
        reader = Reader(convert_charrefs=True)
        reader.feed(stdin.buffer.read().decode())
        reader.close()
        """

    private static let pieces = [
        "<", ">", "&", "\"", "'", "&amp;", "&#39", "&lt", "</p>", "<!--", "-->", "]]>", "<script>",
        "javascript:", "=", " ", "a", "é", "漢", "🙂", "\u{202E}", "\n", "`", "/", "{{", "${",
        "\u{0}1",
    ]

    @Test func hostileTextAndAttributesComeBackUnchanged() async throws {
        var random = SeededGenerator()
        var markup = Markup()
        var expected: [String] = []
        for _ in 0..<400 {
            let words = (0..<2).map { _ in
                (0..<Int.random(in: 1...8, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
            markup.append(p(.title(words[0])) { code(.title(words[1])) { "x" } })
            expected.append("tag p title=\(hex(words[0]))")
            expected.append("tag code title=\(hex(words[1]))")
            expected += ["end code", "end p"]
        }
        let outcome = try await runProgram("python3", ["-c", Self.reader], input: markup.bytes)
        #expect(outcome.status == 0, "\(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init) == expected,
            "seed \(random.seed)")
    }

    @Test func hostileTextStaysTextInsideElements() async throws {
        var random = SeededGenerator()
        let script =
            Self.reader + """

                for part in ''.join(reader.parts).split('\\x1e'): print('text', part.encode().hex())
                """
        var markup = Markup()
        var expected: [String] = []
        for _ in 0..<400 {
            let word = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }.joined()
            markup.append(word)
            markup.append("\u{1E}")
            expected.append("text \(hex(word))")
        }
        expected.append("text ")
        let outcome = try await runProgram("python3", ["-c", script], input: markup.bytes)
        #expect(outcome.status == 0, "\(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init) == expected,
            "seed \(random.seed)")
    }

    private func hex(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
