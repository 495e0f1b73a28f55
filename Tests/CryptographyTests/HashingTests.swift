import Testing
import Values

@testable import Cryptography

@Suite struct HashingTests {
    /// FIPS 180-4's examples (NIST, "SHA256" and "SHA_All" example values).
    static let messages: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test func sha256MatchesTheStandard() {
        // One hasher for all of them: a message must leave nothing behind for the next.
        var hasher = SHA256()
        for (message, digest) in Self.messages {
            let bytes = Array(message.utf8)
            #expect(SHA256.hash(bytes).description == digest)
            for start in stride(from: 0, to: bytes.count, by: 997) {
                let slice = bytes[start..<min(start + 997, bytes.count)]
                hasher.update(slice.span)
            }
            #expect(hasher.finish().description == digest)
        }
    }

    @Test func digestsCompareAsTheirBytesDo() throws {
        let low = try #require(SHA256Digest(hex: String(repeating: "00", count: 31) + "ff"))
        let high = try #require(SHA256Digest(hex: "01" + String(repeating: "00", count: 31)))
        #expect(low < high)
        #expect(low.bytes.count == 32 && low.bytes.last == 0xFF)
        #expect(SHA256Digest(bytes: high.bytes) == high)
        #expect(high.matches(high) && !high.matches(low))
        #expect(SHA256Digest(bytes: [1, 2, 3]) == nil)
        #expect(SHA256Digest(hex: "zz") == nil)
    }

    /// RFC 4231 section 4, cases 1 to 4, 6 and 7: key, message, code.
    static let codes: [([UInt8], [UInt8], String)] = [
        (
            .repeating(0x0b, 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .repeating(0xaa, 20), .repeating(0xdd, 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), .repeating(0xcd, 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            .repeating(0xaa, 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            .repeating(0xaa, 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than "
                    + "block-size data. The key needs to be hashed before being used by the "
                    + "HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: codes)
    func hmacMatchesTheStandard(key: [UInt8], message: [UInt8], code: String) {
        #expect(
            HMACSHA256.code(key: Secret(copying: key.span), message: message).description == code)
        // The context starts over with the same key.
        var hmac = HMACSHA256(key: key.span)
        hmac.update([1, 2, 3])
        _ = hmac.finish()
        for byte in message { hmac.update([byte]) }
        #expect(hmac.finish().description == code)
    }

    @Test func hmacTakesAnEmptyKey() {
        // HMAC-SHA256 of nothing under no key, as many implementations print it.
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(HMACSHA256.code(key: Secret(""), message: []).description == code)
    }

    /// RFC 5869 appendix A, the three SHA-256 cases: key, salt, info, output.
    static let derivations: [([UInt8], [UInt8], [UInt8], String)] = [
        (
            .repeating(0x0b, 22), Array(0...0x0c), Array(0xf0...0xf9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            Array(0...0x4f), Array(0x60...0xaf), Array(0xb0...0xff),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb"
                + "41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            .repeating(0x0b, 22), [], [],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ]

    @Test(arguments: derivations)
    func hkdfMatchesTheStandard(key: [UInt8], salt: [UInt8], info: [UInt8], output: String) {
        let derived = HKDF.derive(
            from: Secret(copying: key.span), salt: salt, info: info, count: output.utf8.count / 2)
        #expect(derived.hex == output)
    }

    /// RFC 7914 section 12, the first and second case.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
    ])
    func scryptMatchesTheStandard(
        passphrase: String, salt: String, workFactor: Int, blockSize: Int, parallelism: Int,
        output: String
    ) throws {
        let key = try Scrypt.derive(
            from: Secret(passphrase), salt: Array(salt.utf8), workFactor: workFactor,
            blockSize: blockSize, parallelism: parallelism, count: 64)
        #expect(key.hex == output)
    }

    /// The lanes are mixed in pairs, of any number and on any number of threads.
    @Test(arguments: [1, 2, 3, 4, 5, 8], [1, 2, 3])
    func scryptInLanesGivesTheSameKey(lanes: Int, threads: Int) throws {
        for (factor, size) in [(1, 1), (1, 8), (2, 3), (5, 8), (10, 1), (12, 8)] {
            guard let cost = Scrypt.Cost(rounds: 1 << factor, blockSize: size, lanes: lanes) else {
                Issue.record("a cost that is allowed")
                continue
            }
            let salt = Array("salt \(factor)".utf8)
            let one = try Scrypt.derive(
                from: Secret("password"), salt: salt, workFactor: factor, blockSize: size,
                parallelism: lanes, count: 64)
            let other = try Scrypt.derive(
                from: Secret("password"), salt: salt, cost, threads: threads, count: 64)
            #expect(other.hex == one.hex, "N 2^\(factor), r \(size)")
        }
    }

    @Test func comparisonsSeeEveryByte() {
        let bytes = SecureRandom.bytes(64)
        #expect(ConstantTime.equal(bytes, bytes))
        #expect(ConstantTime.equal([], []))
        #expect(!ConstantTime.equal(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!ConstantTime.equal(bytes, other))
        }
    }

    @Test func randomBytesAreNeverTheSame() {
        #expect(SecureRandom.bytes(0) == [])
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        var generator = SecureRandom()
        #expect(Set((0..<1000).map { _ in generator.next() }).count == 1000)
        #expect(
            (0..<100).allSatisfy { _ in (1...6).contains(Int.random(in: 1...6, using: &generator)) }
        )
    }
}
