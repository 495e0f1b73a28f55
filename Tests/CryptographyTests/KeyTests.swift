import Testing
import Values

@testable import Cryptography

@Suite struct KeyTests {
    /// RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
    static let signatures: [(String, String, String, String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test(arguments: signatures)
    func ed25519MatchesTheStandard(
        seed: String, publicKey: String, message: String, signature: String
    ) throws {
        let seed = try #require(Hex.decode(seed))
        let message = try #require(Hex.decode(message))
        let key = try #require(SigningKey(seed: Secret(copying: seed.span)))
        #expect(Hex.encode(key.verifyingKey.bytes) == publicKey)
        #expect(Hex.encode(key.sign(message)) == signature)
        #expect(key.verifyingKey.verifies(try #require(Hex.decode(signature)), of: message))
        #expect(key.seed.bytes == seed)
    }

    @Test func onlyTheKeysOwnSignatureVerifies() throws {
        let key = SigningKey.random()
        let message = Array("complete".utf8)
        let signature = key.sign(message)
        #expect(key.verifyingKey.verifies(signature, of: message))
        #expect(!SigningKey.random().verifyingKey.verifies(signature, of: message))
        #expect(!key.verifyingKey.verifies(signature, of: message + [0]))
        #expect(!key.verifyingKey.verifies(Array(signature.dropLast()), of: message))
        for index in signature.indices {
            #expect(!key.verifyingKey.verifies(signature.flipping(index), of: message))
        }
        #expect(VerifyingKey(bytes: key.verifyingKey.bytes) == key.verifyingKey)
        #expect(VerifyingKey(bytes: [1]) == nil && SigningKey(seed: Secret("short")) == nil)
    }

    /// A signature plus the group's order says the same to a careless verifier (RFC 8032 section
    /// 5.1.7), and the zero key accepts anything.
    @Test func ambiguousSignaturesAreRefused() throws {
        let key = SigningKey.random()
        let signature = key.sign([1])
        let order = try #require(
            Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
        var shifted = signature
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            shifted[32 + index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        #expect(!key.verifyingKey.verifies(shifted, of: [1]))
        let nobody = try #require(VerifyingKey(bytes: [1] + [UInt8].repeating(0, 31)))
        #expect(!nobody.verifies([1] + .repeating(0, 63), of: [1]))
    }

    @Test(arguments: [0, 1, 1000])
    func sealedBoxesOpenForTheirOwner(size: Int) throws {
        let key = BoxPrivateKey.random()
        let message = Secret(copying: [UInt8].noise(size).span)
        let box = try SealedBox.seal(message, to: key.publicKey)
        #expect(box.count == size + SealedBox.overhead)
        #expect(try SealedBox.open(box, with: key) == message)
        let same = try #require(BoxPrivateKey(key.secret))
        #expect(same.publicKey == key.publicKey)
        #expect(try SealedBox.open(box, with: same) == message)
        #expect(try SealedBox.seal(message, to: key.publicKey) != box)
    }

    @Test func foreignAndDamagedBoxesStayShut() throws {
        let key = BoxPrivateKey.random()
        let box = try SealedBox.seal(Secret("x"), to: key.publicKey)
        let stranger = failure { () throws(CryptographyError) in
            try SealedBox.open(box, with: .random())
        }
        #expect(stranger?.kind == .wrongKey)
        for index in box.indices {
            let error = failure { () throws(CryptographyError) in
                try SealedBox.open(box.flipping(index), with: key)
            }
            #expect(error?.kind == .wrongKey)
        }
        let short = failure { () throws(CryptographyError) in
            try SealedBox.open(Array(box.prefix(47)), with: key)
        }
        #expect(short?.kind == .truncated)
        let zero = try #require(BoxPublicKey(bytes: [UInt8].repeating(0, 32)))
        let weak = failure { () throws(CryptographyError) in
            try SealedBox.seal(Secret("x"), to: zero)
        }
        #expect(weak?.kind == .malformed)
        #expect(BoxPublicKey(bytes: [1]) == nil && BoxPrivateKey(Secret("short")) == nil)
    }
}
