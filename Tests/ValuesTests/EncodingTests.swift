import Testing

@testable import Values

@Suite struct EncodingTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64MatchesTheStandard(plain: String, encoded: String) {
        #expect(Base64.standard.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.standard.decode(encoded) == Array(plain.utf8))
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.unpadded.encode(Array(plain.utf8)) == bare)
        #expect(Base64.unpadded.decode(bare) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", "Zm9v====", "Zg==Zg==", "Z-=="])
    func looseBase64IsRefused(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }

    @Test func hexIsLowerCaseAndReadsBoth() {
        #expect(Hex.encode([0, 171, 255]) == "00abff")
        #expect(Hex.decode("00ABff") == [0, 171, 255])
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("0g") == nil)
    }

    @Test func identifiersKeepTheirVersionTimeAndText() {
        var random = SystemRandomNumberGenerator()
        let moment = Timestamp(milliseconds: 1_763_696_789_042)
        let id = UUID(at: moment, using: &random)
        #expect(id.high >> 16 == UInt64(moment.milliseconds))
        #expect(id.high >> 12 & 15 == 7)
        #expect(id.low >> 62 == 2)
        #expect(UUID(id.description) == id)
        #expect(UUID(bytes: id.bytes) == id)
        #expect(UUID("019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8") == nil)
        #expect(UUID("019a8f3c0b7e-7c3a-9f61-2d4e5a6b7c8dd-") == nil)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (10_240, "10 KiB"),
        (5 << 30, "5.0 GiB"), (-2048, "-2.0 KiB"),
    ])
    func byteCountsReadInBinaryUnits(bytes: Int, text: String) {
        #expect(ByteCount(bytes).description == text)
    }
}
