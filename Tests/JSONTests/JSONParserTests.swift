import Testing

@testable import JSON

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSON.null), (" true\n", true), ("false", false), ("0", 0), ("-1", -1),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
            ("18446744073709551615", .unsigned(.max)), ("-0", .number(-0.0)), ("1.0", .number(1)),
            ("1E2", .number(100)), ("1e-2", .number(0.01)), ("0.1", .number(0.1)),
            ("123456789.123456789e-5", .number(123456789.123456789e-5)), ("1e-400", .number(0)),
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (#""\u00e9\uD83D\uDE42\u0000""#, "é🙂\u{0}"), ("\"漢字\"", "漢字"), ("[]", []),
            ("[1 , [2],{}]", [1, [2], [:]]),
            (#"{"a":1,"b":{"c":null}}"#, ["a": 1, "b": ["c": nil]]),
            (#"{"K":1,"\u212A":2}"#, ["K": 1, "\u{212A}": 2]),
        ] as [(String, JSON)])
    func documentsAreRead(text: String, value: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            ("", JSONError.Kind.endsTooSoon, 0), (" ", .endsTooSoon, 1), ("nul", .endsTooSoon, 3),
            ("nulL", .unexpectedByte, 3), ("True", .unexpectedByte, 0), ("1 2", .trailingBytes, 2),
            ("[1,]", .unexpectedByte, 3), ("[1", .endsTooSoon, 2),
            ("{\"a\" 1}", .unexpectedByte, 5),
            ("{a:1}", .unexpectedByte, 1), ("{\"a\":1,}", .unexpectedByte, 7),
            ("01", .wrongNumber, 1),
            ("-", .endsTooSoon, 1), ("-a", .wrongNumber, 1), ("+1", .unexpectedByte, 0),
            (".5", .unexpectedByte, 0), ("1.", .endsTooSoon, 2), ("1.e1", .wrongNumber, 2),
            ("1e", .endsTooSoon, 2), ("1e+", .endsTooSoon, 3), ("0x1", .trailingBytes, 1),
            ("NaN", .unexpectedByte, 0), ("18446744073709551616", .numberTooBig, 0),
            ("[-9223372036854775809]", .numberTooBig, 1), ("1e400", .numberTooBig, 0),
            ("\"a\nb\"", .controlCharacter, 2), ("\"\\x\"", .wrongEscape, 2),
            ("\"\\u12g4\"", .wrongEscape, 5), ("\"\\ud800\"", .loneSurrogate, 1),
            ("\"\\udc00\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
            ("\"\\ud800\\n\"", .loneSurrogate, 1), ("\"abc", .endsTooSoon, 4),
            ("{\"a\":1,\"\\u0061\":2}", .repeatedKey, 7), ("\u{FEFF}1", .unexpectedByte, 0),
            ("'a'", .unexpectedByte, 0), ("1/**/", .trailingBytes, 1),
            ("\u{0B}1", .unexpectedByte, 0),
        ] as [(String, JSONError.Kind, Int)])
    func whatIsNoJSONIsRefusedWithItsPlace(text: String, kind: JSONError.Kind, offset: Int) {
        #expect(throws: JSONError(kind, at: offset)) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE6, 0xBC, 0x22], [0xFF],
        ] as [[UInt8]])
    func brokenUTF8IsRefused(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSON(parsing: nested(JSON.depthLimit))
        #expect(throws: JSONError(.tooDeep, at: JSON.depthLimit)) {
            try JSON(parsing: nested(JSON.depthLimit + 1))
        }
        #expect(throws: JSONError.self) {
            try JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
    }

    @Test(arguments: [2, 16, 17, 40])
    func aRepeatedKeyIsFoundAmongFewAndMany(count: Int) {
        let unique = (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(throws: Never.self) { try JSON(parsing: Array("{\(unique)}".utf8)) }
        for repeated in [0, count / 2, count - 1] {
            #expect(throws: JSONError.self) {
                try JSON(parsing: Array("{\(unique),\"k\(repeated)\":0}".utf8))
            }
        }
    }
}
