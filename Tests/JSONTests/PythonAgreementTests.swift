import TestSupport
import Testing

@testable import JSON

/// Python's `json`, made as strict as RFC 8259, judges the same documents.
@Suite struct PythonAgreementTests {
    /// For each line of hexadecimal bytes, `-` or the value in a form that shows every bit.
    private static let judge = """
        from json import loads
        from struct import pack
        from sys import stdin
        def unique(pairs):
            if len(dict(pairs)) != len(pairs): raise ValueError
            return dict(pairs)
        def whole(text):
            value = int(text)
            if text.startswith('-') and value == 0: return -0.0
            if not -2**63 <= value < 2**64: raise ValueError
            return value
        def real(text):
            value = float(text)
            if value in (float('inf'), float('-inf')): raise ValueError
            return value
        def refuse(text): raise ValueError
        def show(v):
            if v is None: return 'n'
            if isinstance(v, bool): return 't' if v else 'f'
            if isinstance(v, int): return 'i' + str(v)
            if isinstance(v, float): return 'd' + pack('>d', v).hex()
            if isinstance(v, str): return 's' + v.encode().hex()
            if isinstance(v, list): return '[' + ','.join(map(show, v)) + ']'
            return '{' + ','.join(show(k) + ':' + show(x) for k, x in v.items()) + '}'
        def depth(text):
            d = deepest = 0; inside = False; skip = False
            for c in text:
                if skip: skip = False
                elif inside: skip = c == '\\\\'; inside = c != '"'
                elif c == '"': inside = True
                elif c in '[{': d += 1; deepest = max(deepest, d)
                elif c in ']}': d -= 1
            return deepest
        for line in stdin:
            try:
                text = bytes.fromhex(line.strip()).decode('utf-8')
                if depth(text) > 64: raise ValueError
                if text.strip(' \\n\\r\\t') != text.strip(): raise ValueError
                print(show(loads(text, object_pairs_hook=unique, parse_int=whole,
                    parse_float=real, parse_constant=refuse)))
            except (ValueError, RecursionError): print('-')
        """

    private func show(_ json: JSON) -> String {
        switch json {
        case .null: "n"
        case .bool(let value): value ? "t" : "f"
        case .integer(let value): "i\(value)"
        case .unsigned(let value): "i\(value)"
        case .number(let value):
            "d" + hex((0..<8).map { UInt8(value.bitPattern >> (56 - 8 * $0) & 255) })
        case .string(let text): "s" + hex(Array(text.utf8))
        case .array(let elements): "[" + elements.map(show).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.members.map { show(.string($0.key)) + ":" + show($0.value) }
                .joined(separator: ",") + "}"
        }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(.timeLimit(.minutes(10)))
    func thirtyThousandDocumentsWholeAndBrokenAreJudgedAlike() async throws {
        var maker = DocumentMaker()
        let documents = (0..<30_000).map { _ in maker.document() }
        // With an end of line behind each: the last one may be empty.
        let lines = documents.map { hex($0) + "\n" }.joined()
        let outcome = try await runProgram("python3", ["-c", Self.judge], input: Array(lines.utf8))
        try #require(outcome.status == 0, "\(outcome.errorText)")
        let verdicts = outcome.text.split(separator: "\n").map(String.init)
        try #require(verdicts.count == documents.count)
        var accepted = 0
        for (document, verdict) in zip(documents, verdicts) {
            // Refused is refused; why is another test's question.
            let ours = (try? JSON(parsing: document)).map(show) ?? "-"
            if verdict != "-" { accepted += 1 }
            if ours != verdict {
                let text = String(decoding: document, as: UTF8.self)
                Issue.record("seed \(maker.seed): \(text) is \(verdict) there and \(ours) here")
            }
        }
        // Both sides have to be well represented, or nothing was compared.
        #expect(accepted > 8000 && accepted < 25_000, "\(accepted) accepted, seed \(maker.seed)")
    }

    @Test(.timeLimit(.minutes(10)))
    func whatWeWriteIsReadAsTheSameValue() async throws {
        var maker = DocumentMaker()
        let values = (0..<5000).map { _ in maker.value(depth: 4) }
        let styles: [JSONWriter.Style] = [.compact, .canonical, .visible]
        for style in styles {
            let lines = values.map { hex($0.bytes(style)) }.joined(separator: "\n")
            let outcome = try await runProgram(
                "python3", ["-c", Self.judge], input: Array(lines.utf8))
            let verdicts = outcome.text.split(separator: "\n").map(String.init)
            try #require(verdicts.count == values.count)
            for (value, verdict) in zip(values, verdicts) {
                // The canonical form changes the order of keys, so it is read back first.
                let expected = style == .canonical ? try JSON(parsing: value.bytes(style)) : value
                #expect(verdict == show(expected), "seed \(maker.seed)")
            }
        }
    }
}

/// Makes JSON documents, and breaks half of them.
private struct DocumentMaker {
    private var random = SeededGenerator()
    var seed: UInt64 { random.seed }

    private static let texts = [
        "", "a", "key", "é", "漢字", "🙂", "\u{0}", "\n\"\\", "\u{7f}", "\u{2028}", "\u{212A}", "K",
        "long text that has no escapes in it at all",
    ]
    private static let fragments = [
        "\"", "\\", "\\u", "\\ud83d", "\\ude42", "\\u0041", ",", ":", "[", "]", "{", "}", "0", "-",
        "+",
        ".", "e", "E1", "1e5", "1e999", "00", "true", "nul", "NaN", "Infinity", " ", "\t", "\u{B}",
        "\u{A0}", "\u{FEFF}", "//", "\u{1}", "18446744073709551616", "\"a\":1,\"a\":2", "\\x",
    ]

    mutating func value(depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(.random(in: -1000...1000, using: &random))
        case 3: return .integer(Int64(bitPattern: random.next()))
        case 4: return JSON(random.next())
        case 5:
            let value = Double(bitPattern: random.next())
            return .number(value.isFinite ? value : 0.25)
        case 6: return .string(text())
        case 7:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                object[text()] = value(depth: depth - 1)
            }
            return .object(object)
        }
    }

    private mutating func text() -> String {
        Self.texts.randomElement(using: &random) ?? ""
    }

    mutating func document() -> [UInt8] {
        var bytes = value(depth: 3).bytes()
        guard Bool.random(using: &random) else { return bytes }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<bytes.count)
            default:
                let fragment = Self.fragments.randomElement(using: &random) ?? ""
                bytes.insert(contentsOf: fragment.utf8, at: place)
            }
        }
        return bytes
    }
}
