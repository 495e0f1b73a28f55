import Testing
import Values

@testable import Cryptography

@Suite struct AgeKeyTests {
    /// The examples of the format's own text (c2sp.org/age).
    private let identityText =
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    private let recipientText = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

    @Test func keysReadAndPrintAsTheFormatSays() throws {
        let identity = try AgeIdentity(Secret(identityText))
        #expect(identity.secret.bytes == .repeating(0x42, 32))
        #expect(identity.recipient.description == recipientText)
        #expect(identity.encoded.text == identityText)
        #expect(try AgeIdentity(Secret(identityText.lowercased())).secret == identity.secret)
        #expect(try AgeRecipient(recipientText) == identity.recipient)
        #expect(try AgeRecipient(recipientText.uppercased()) == identity.recipient)
    }

    @Test func everyChangedLetterIsFound() {
        let letters = Array(recipientText)
        let alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1A-"
        for index in letters.indices {
            for letter in alphabet where letter != letters[index] {
                var changed = letters
                changed[index] = letter
                let text = String(changed)
                #expect(throws: CryptographyError.self) { try AgeRecipient(text) }
            }
        }
    }

    @Test(arguments: [
        "", "age1", "age", "1", "age1qqqqqq",
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj ",
        "Age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwjq",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGTest",
    ])
    func otherTextsAreNotRecipients(text: String) {
        let error = failure { () throws(CryptographyError) in try AgeRecipient(text) }
        #expect(error?.kind == .malformed)
    }

    @Test func recipientsOfOtherKindsAreSaidToBeUnsupported() {
        let text = "age1pq1" + String(repeating: "q", count: 1900)
        let error = failure { () throws(CryptographyError) in try AgeRecipient(text) }
        #expect(error?.kind == .unsupported)
    }

    /// A checksum over data of another length is still right, so the length has its own check.
    @Test(arguments: [0, 1, 31, 33, 64])
    func keysOfAnotherSizeAreRefused(size: Int) {
        let data = Secret(copying: [UInt8].noise(size).span)
        let text = Bech32.encode(data, prefix: "age").text
        #expect(Bech32.decode(Array(text.utf8).span, prefix: "age") == data)
        #expect(throws: CryptographyError.self) { try AgeRecipient(text) }
        let identity = Bech32.encode(data, prefix: AgeIdentity.prefix)
        #expect(throws: CryptographyError.self) { try AgeIdentity(identity) }
    }

    @Test func identityFilesAreReadAsTheirProgramWritesThem() throws {
        let other = AgeIdentity.random()
        let file = """
            # created: 2026-11-21T04:00:00Z
            # the vault's: \(recipientText)
            \(identityText)\r

            \(other.encoded.text)
            """
        let identities = try AgeIdentity.parse(file: Secret(file))
        #expect(
            identities.map(\.recipient.description) == [recipientText, other.recipient.description])
        let table: [(String, String)] = [
            ("", "holds no identity"), ("# nothing\n\n", "holds no identity"),
            ("# one\n \(identityText)\n", "line 2"), (identityText + "x\n", "line 1"),
            (String(repeating: "#\n", count: 40_000), "too large"),
        ]
        for (file, message) in table {
            let error = failure { () throws(CryptographyError) in
                try AgeIdentity.parse(file: Secret(file))
            }
            #expect(error?.kind == .malformed)
            #expect(error?.message.contains(message) == true)
            #expect(error?.message.contains("AGE-SECRET-KEY-1G") != true)
        }
    }

    @Test func aFileKeyHasSixteenBytes() {
        #expect(AgeFileKey(.random(count: 16)) != nil)
        #expect(AgeFileKey(.random(count: 15)) == nil)
        #expect(AgeFileKey(.random(count: 17)) == nil)
    }
}
