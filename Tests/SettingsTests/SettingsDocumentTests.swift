import TestSupport
import Testing
import Values

@testable import Settings

@Suite struct SettingsDocumentTests {
    @Test func everyPartOfTheLanguageIsRead() throws {
        let document = try SettingsDocument(
            utf8: """
                # A comment, then nothing.

                data_dir = "/srv/\\"hold\\\\fast\\"\\t\\u00e9\\U0001F512" # with a comment
                raw-1='C:\\no\\escapes # here'
                \tcount\t=\t+1_000
                less = -5
                yes = true
                no=false
                empty = []
                list = [ "a", 'b' , # first
                  # second
                  "c,d",
                ]
                [ log ]
                level = "info"\r
                [store]
                """)
        let entries = document.entries.map { "\($0.line) \($0.section).\($0.key)=\($0.value)" }
        #expect(
            entries == [
                #"3 .data_dir="/srv/\"hold\\fast\"\té🔒""#, #"4 .raw-1="C:\\no\\escapes # here""#,
                "5 .count=1000", "6 .less=-5", "7 .yes=true", "8 .no=false", "9 .empty=[]",
                #"10 .list=["a", "b", "c,d"]"#, #"15 log.level="info""#,
            ])
        #expect(document.sections.map(\.name) == ["log", "store"])
        #expect(document.sections.map(\.line) == [14, 16])
    }

    @Test(arguments: [
        ("a = nan", DocumentError.Kind.unsupported, 1, "a is no whole number; text is written in"),
        ("level = info", .malformed, 1, "level is no whole number; text is written in quotes"),
        ("a = 1\nb = 2\na = 3", .duplicate, 3, "a is already set in line 1."),
        ("[a]\n\n[a]", .duplicate, 3, "'a' is already used in line 1."),
        ("a = 1\n[a]", .duplicate, 2, "'a' is already used in line 1."),
        ("\n[a", .malformed, 2, "Expected ']' after the section's name, but found the line ends."),
        ("[a] x", .malformed, 1, "Expected the end of the line, but found 'x'."),
        ("[[a]]", .unsupported, 1, "Sections are written [name], with one pair of brackets."),
        ("[a.b]", .unsupported, 1, "The name of a section has no dots"),
        ("a.b = 1", .unsupported, 1, "The name of a setting has no dots"),
        ("\"a\" = 1", .unsupported, 1, "The name of a setting is written without quotes."),
        ("[]", .malformed, 1, "Expected the name of a section, but found ']'."),
        ("= 1", .malformed, 1, "Expected the name of a setting, but found '= 1'."),
        ("a", .malformed, 1, "Expected '=' after a, but found the line ends."),
        ("a: 1", .malformed, 1, "Expected '=' after a, but found ': 1'."),
        ("a =", .malformed, 1, "a has no value."),
        ("a = # b", .malformed, 1, "a has no value."),
        ("a = 1 2", .malformed, 1, "Expected the end of the line, but found '2'."),
        ("a = 007", .unsupported, 1, "a is no whole number"),
        ("a = 1__0", .unsupported, 1, "a is no whole number"),
        ("a = 1.5", .unsupported, 1, "a is no whole number; text is written in quotes, as in a ="),
        ("a = 0x1F", .unsupported, 1, "a is no whole number"),
        ("a = 2026-11-21", .unsupported, 1, "a is no whole number"),
        ("a = 99999999999999999999", .unsupported, 1, "The number does not fit 64 bits."),
        ("a = { b = 1 }", .unsupported, 1, "Braces are not used in settings."),
        ("a = \"x", .malformed, 1, "The text has no closing quote."),
        ("a = \"x\\", .malformed, 1, "The text has no closing quote."),
        ("a = 'x\ny'", .malformed, 1, "The text has no closing quote."),
        ("a = \"C:\\dir\"", .malformed, 1, "A backslash is written \\\\ in texts between double"),
        ("a = \"\\uD800\"", .malformed, 1, "\\u is followed by the 4 hexadecimal digits"),
        ("a = \"\\U00110000\"", .malformed, 1, "\\u is followed by"),
        ("a = \"\\u12\"", .malformed, 1, "\\u is followed by"),
        ("a = \"\"\"x\"\"\"", .unsupported, 1, "Texts are written on one line"),
        ("a = \"\u{7}\"", .malformed, 1, "There is a control character in the line."),
        ("# \u{7F}", .malformed, 1, "There is a control character in the line."),
        ("a = 1\rb = 2", .malformed, 1, "Expected the end of the line, but found '\\u{d}b = 2'."),
        ("a = [\n\"x\"\n", .malformed, 3, "Expected ',' or ']' in the list, but found the line"),
        ("a = [\n", .malformed, 2, "The list has no end."),
        ("a = [1]", .unsupported, 1, "Lists hold texts in quotes"),
        ("a = [,]", .malformed, 1, "Lists hold texts in quotes"),
        (
            "a = [\"x\" \"y\"]", .malformed, 1,
            "Expected ',' or ']' in the list, but found '\"y\"]'."
        ),
        ("\u{FEFF}a = 1", .malformed, 1, "The file begins with a byte order mark"),
    ])
    func whatIsNoSettingsFileGetsASentence(
        text: String, kind: DocumentError.Kind, line: Int, message: String
    ) {
        let error = #expect(throws: DocumentError.self) { try SettingsDocument(utf8: text) }
        #expect(error?.kind == kind)
        #expect(error?.line == line)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func otherEncodingsAndOverlongFilesAreRefused() {
        let latin = #expect(throws: DocumentError.self) {
            try SettingsDocument(Array("a = 'x'\nb = '".utf8) + [0xE9, 0x27])
        }
        #expect(latin?.line == 2)
        let long = [UInt8](repeating: 10, count: DocumentReader.longestFile + 1)
        #expect(throws: DocumentError(.tooLong, 1, "The file is longer than 1 MiB.")) {
            try SettingsDocument(long)
        }
        #expect(throws: Never.self) { try SettingsDocument(Array(long.dropLast())) }
    }

    /// Python's `tomllib` reads the same values wherever we read any; what we call malformed, it
    /// refuses too.
    @Test(.timeLimit(.minutes(10)))
    func pythonReadsTheSame() async throws {
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        let documents = (0..<6000).map { _ in DocumentGenerator.document(&random) }
        let input = documents.map { Base64.standard.encode($0) + "\n" }.joined()
        let answers = try await runPython(Self.reader, input: Array(input.utf8))
            .split(separator: "\n", omittingEmptySubsequences: false)
        var accepted = 0
        for (bytes, answer) in zip(documents, answers) {
            let shown = String(decoding: bytes, as: UTF8.self)
            do throws(DocumentError) {
                let document = try SettingsDocument(bytes)
                #expect(document.canonical == answer, "seed \(random.seed): \(shown)")
                let again = try SettingsDocument(Array(document.description.utf8))
                #expect(again.canonical == document.canonical, "seed \(random.seed): \(shown)")
                accepted += 1
            } catch {
                guard error.kind != .unsupported else { continue }
                #expect(answer == "refused", "seed \(random.seed), \(error): \(shown)")
            }
        }
        #expect(answers.count == documents.count + 1)
        #expect(accepted > 1000 && accepted < 5000, "seed \(random.seed): \(accepted)")
    }

    private static let reader = """
        import base64, sys, tomllib
        def text(value):
            if isinstance(value, bool): return str(value).lower()
            if isinstance(value, int): return str(value)
            if isinstance(value, str): return "'" + value.encode().hex() + "'"
            if isinstance(value, list): return "[" + ",".join(map(text, value)) + "]"
            return type(value).__name__
        for line in sys.stdin:
            try:
                document = tomllib.loads(base64.b64decode(line).decode())
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                print("refused"); continue
            lines = [f"{k}={text(v)}" for k, v in document.items() if not isinstance(v, dict)]
            for name, section in document.items():
                if isinstance(section, dict):
                    lines += [f"[{name}]"] + [f"{k}={text(v)}" for k, v in section.items()]
            print(";".join(lines))
        """
}

extension SettingsDocument {
    init(utf8 text: String) throws { try self.init(Array(text.utf8)) }

    /// As the Python script prints it.
    var canonical: String {
        var lines = entries.filter { $0.section.isEmpty }.map { "\($0.key)=\(text($0.value))" }
        for section in sections {
            lines.append("[\(section.name)]")
            lines += entries.filter { $0.section == section.name }
                .map { "\($0.key)=\(text($0.value))" }
        }
        return lines.joined(separator: ";")
    }

    private func text(_ value: Value) -> String {
        func hex(_ text: String) -> String { "'\(Hex.encode(Array(text.utf8)))'" }
        return switch value {
        case .string(let text): hex(text)
        case .integer(let number): "\(number)"
        case .boolean(let isTrue): "\(isTrue)"
        case .strings(let texts): "[" + texts.map(hex).joined(separator: ",") + "]"
        }
    }
}
