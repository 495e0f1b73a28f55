import Testing
import Values

@testable import Cryptography

@Suite struct SealingTests {
    private let moment = Timestamp(seconds: 1_763_696_633)
    private let context = Array("vaults/019a8f3c/password".utf8)

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    @Test func xChaChaMatchesTheDraft() throws {
        let plaintext =
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
            + "the future, sunscreen would be it."
        let context = try #require(Hex.decode("50515253c0c1c2c3c4c5c6c7"))
        let key = Secret(copying: Array(0x80...0x9f).span)
        let nonce: [UInt8] = Array(0x40...0x57)
        let sealed =
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3"
            + "a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2b"
            + "c369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
            + "c0875924c1c7987947deafd8780acf49"
        var output: [UInt8] = [7]
        XChaCha20Poly1305.seal(
            Secret(plaintext), key: key, nonce: nonce, context: context, into: &output)
        #expect(Hex.encode(output) == "07" + sealed)
        let opened = XChaCha20Poly1305.open(
            output.dropFirst(), key: key, nonce: nonce, context: context)
        #expect(opened?.text == plaintext)
    }

    @Test(arguments: [0, 1, 31, 1000, Keyring.secretSizeMax])
    func sealedValuesOpenWhereTheyWereSealed(size: Int) throws {
        let keyring = Keyring(created: moment)
        let secret = Secret(copying: [UInt8].noise(size).span)
        let sealed = try keyring.seal(secret, for: context)
        #expect(sealed.count == size + 57)
        #expect(try keyring.open(sealed, for: context) == secret)
        #expect(try keyring.seal(secret, for: context) != sealed)
    }

    @Test func everyFailureHasItsOwnName() throws {
        let keyring = Keyring(created: moment)
        let sealed = try keyring.seal(Secret("a password"), for: context)

        for index in sealed.indices {
            for bits: UInt8 in [1, 0x80, 0xFF] {
                let error = failure { () throws(CryptographyError) in
                    try keyring.open(sealed.flipping(index, bits), for: context)
                }
                #expect(error?.kind == .damaged, "byte \(index)")
            }
        }
        for size in 0..<sealed.count {
            let error = failure { () throws(CryptographyError) in
                try keyring.open(Array(sealed.prefix(size)), for: context)
            }
            #expect(error?.kind == .truncated, "\(size) bytes")
        }
        let longer = failure { () throws(CryptographyError) in
            try keyring.open(sealed + [0], for: context)
        }
        #expect(longer?.kind == .damaged)
        let elsewhere = failure { () throws(CryptographyError) in
            try keyring.open(sealed, for: context + [0])
        }
        #expect(elsewhere?.kind == .wrongContext)
        let stranger = failure { () throws(CryptographyError) in
            try Keyring(created: moment).open(sealed, for: context)
        }
        #expect(stranger?.kind == .unknownKey)
        #expect(stranger?.message.contains(keyring.activeID.description) == true)
        let future = failure { () throws(CryptographyError) in
            try keyring.open([2] + [UInt8].noise(80), for: context)
        }
        #expect(future?.kind == .unsupported)
    }

    @Test func rotationKeepsOldValuesReadable() throws {
        var keyring = Keyring(created: moment)
        let old = try keyring.seal(Secret("old"), for: context)
        let oldID = keyring.activeID
        try keyring.rotate(at: moment + .seconds(60))
        #expect(keyring.activeID != oldID && keyring.keys.count == 2)
        let new = try keyring.seal(Secret("new"), for: context)
        #expect(try keyring.open(old, for: context).text == "old")
        #expect(try keyring.open(new, for: context).text == "new")
        #expect(try keyring.isOutdated(old))
        #expect(try !keyring.isOutdated(new))
    }

    @Test func tooLargeASecretIsRefused() throws {
        let secret = Secret(copying: [UInt8].repeating(0, Keyring.secretSizeMax + 1).span)
        let error = failure { () throws(CryptographyError) in
            try Keyring(created: moment).seal(secret, for: context)
        }
        #expect(error?.kind == .unsupported)
    }
}
