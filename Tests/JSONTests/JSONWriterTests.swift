import Testing

@testable import JSON

@Suite struct JSONWriterTests {
    @Test func everyKindOfValueIsWritten() {
        let value: JSON = [
            "b": [1, -1, .unsigned(.max), 0.5, 1e100, true, nil, [], [:]],
            "a": "\"\\\u{1}\n\r\t/é🙂\u{7f}",
        ]
        let text =
            #"{"b":[1,-1,18446744073709551615,0.5,1e+100,true,null,[],{}],"#
            + "\"a\":\"\\\"\\\\\\u0001\\n\\r\\t/é🙂\u{7f}\"}"
        #expect(value.description == text)
    }

    @Test func theCanonicalFormSortsKeysByTheirBytes() {
        let one: JSON = ["b": ["z": 1, "é": 2, "a": 3], "B": 0, "": 1, "a\u{0}": 2]
        let other: JSON = ["a\u{0}": 2, "": 1, "B": 0, "b": ["a": 3, "é": 2, "z": 1]]
        #expect(one.bytes(.canonical) == other.bytes(.canonical))
        #expect(
            String(decoding: one.bytes(.canonical), as: UTF8.self)
                == #"{"":1,"B":0,"a\u0000":2,"b":{"a":3,"z":1,"é":2}}"#)
    }

    @Test func theVisibleFormHidesNothing() {
        let text = "a\u{7f}\u{9b}\u{202e}\u{2028}\u{feff}\u{e0001}é漢🙂"
        #expect(
            String(decoding: JSON.string(text).bytes(.visible), as: UTF8.self)
                == #""a\u007f\u009b\u202e\u2028\ufeff\udb40\udc01é漢🙂""#)
    }

    @Test func whatJSONCannotSayIsNull() {
        let value: JSON = [.number(.infinity), .number(.nan), .number(-0.0)]
        #expect(value.description == "[null,null,-0.0]")
    }

    @Test func aLongListIsTakenPieceByPiece() throws {
        var writer = JSONWriter()
        var pieces: [[UInt8]] = []
        writer.beginObject()
        writer.key("items")
        writer.beginArray()
        for index in 0..<1000 {
            writer.value(["index": JSON(index)])
            if writer.count > 100 { pieces.append(writer.takeBytes()) }
        }
        writer.endArray()
        writer.endObject()
        pieces.append(writer.takeBytes())
        #expect(pieces.count > 50)
        let items: [JSON] = (0..<1000).map { ["index": JSON($0)] }
        #expect(try JSON(parsing: Array(pieces.joined())) == ["items": .array(items)])
    }
}
