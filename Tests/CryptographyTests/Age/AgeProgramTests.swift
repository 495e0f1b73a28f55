import TestSupport
import Testing

@testable import Cryptography

/// Against the `age` program in both directions.
@Suite struct AgeProgramTests {
    static let sizes = [0, 1, 65535, 65536, 65537, 131_072, 5 << 20 | 12345]

    private func encrypt(_ content: [UInt8], to recipients: [AgeRecipient]) throws -> [UInt8] {
        var file: [UInt8] = []
        var encryptor = try AgeEncryptor(to: recipients)
        encryptor.update(content, into: &file)
        encryptor.finish(into: &file)
        return file
    }

    private func decrypt(_ file: [UInt8], _ credential: AgeCredential) throws -> [UInt8] {
        var content: [UInt8] = []
        var bare = file
        if AgeArmor.isArmored(file.span) {
            bare = []
            var armor = AgeArmorDecoder()
            try armor.update(file, into: &bare)
            try armor.finish(into: &bare)
        }
        var decryptor = AgeDecryptor(credential)
        try decryptor.update(bare, into: &content)
        try decryptor.finish(into: &content)
        return content
    }

    @Test(arguments: sizes)
    func ageReadsWhatWeWrite(size: Int) async throws {
        let content = [UInt8].noise(size)
        let identities = [AgeIdentity.random(), .random(), .random()]
        let file = try encrypt(content, to: identities.map(\.recipient))
        var armored: [UInt8] = []
        var armor = AgeArmorEncoder()
        armor.update(file, into: &armored)
        armor.finish(into: &armored)
        for identity in identities {
            for file in [file, armored] {
                let result = try await AgeProgram.decrypt(file, identity: identity)
                #expect(result.status == 0, "\(result.errorText)")
                #expect(result.output == content)
            }
        }
    }

    @Test(arguments: sizes)
    func weReadWhatAgeWrites(size: Int) async throws {
        let content = [UInt8].noise(size)
        var identities: [AgeIdentity] = []
        var arguments: [String] = []
        for _ in 0..<3 {
            let made = try await AgeProgram.makeIdentity()
            #expect(made.identity.recipient.description == made.recipient)
            identities.append(made.identity)
            arguments += ["-r", made.recipient]
        }
        for extra in [[], ["-a"]] {
            let file = try await AgeProgram.encrypt(content, arguments + extra)
            #expect(AgeArmor.isArmored(file.span) == !extra.isEmpty)
            for identity in identities {
                #expect(try decrypt(file, .identities([identity])) == content)
            }
        }
    }

    /// Our armor is the program's, letter for letter.
    @Test(arguments: [0, 1, 2, 3, 40, 41, 42, 1000])
    func armorIsTheSameText(size: Int) async throws {
        let recipient = AgeVector.identity.recipient.description
        let armored = try await AgeProgram.encrypt(.noise(size), ["-a", "-r", recipient])
        var bare: [UInt8] = []
        var decoder = AgeArmorDecoder()
        try decoder.update(armored, into: &bare)
        try decoder.finish(into: &bare)
        var again: [UInt8] = []
        var encoder = AgeArmorEncoder()
        encoder.update(bare, into: &again)
        encoder.finish(into: &again)
        #expect(again == armored)
    }

    @Test(.timeLimit(.minutes(10)))
    func weOpenWhatAgeClosedWithAPassphrase() async throws {
        let content = [UInt8].noise(70_000)
        let made = try await AgeProgram.encrypt(content, passphrase: "correct horse battery")
        #expect(made.status == 0, "\(made.errorText)")
        let passphrase = AgePassphrase(Secret("correct horse battery"))
        #expect(try decrypt(made.output, .passphrase(passphrase)) == content)
        let wrong = failure { () throws(CryptographyError) in
            var output: [UInt8] = []
            var decryptor = AgeDecryptor(.passphrase(AgePassphrase(Secret("wrong"))))
            try decryptor.update(made.output, into: &output)
        }
        #expect(wrong?.kind == .wrongKey)
    }

    @Test(.timeLimit(.minutes(10)))
    func ageOpensWhatWeClosedWithAPassphrase() async throws {
        let content = [UInt8].noise(70_000)
        var file: [UInt8] = []
        var encryptor = try AgeEncryptor(
            with: AgePassphrase(Secret("correct horse battery"), workFactor: 12))
        encryptor.update(content, into: &file)
        encryptor.finish(into: &file)
        let read = try await AgeProgram.decrypt(file, passphrase: "correct horse battery")
        #expect(read.status == 0, "\(read.errorText)")
        #expect(read.output == content)
        let wrong = try await AgeProgram.decrypt(file, passphrase: "correct horse")
        #expect(wrong.status == 1 && wrong.errorText.contains("incorrect passphrase"))
    }

    /// The header vectors for passphrases, asked of the program on a terminal.
    @Test(.timeLimit(.minutes(10)))
    func theAgeProgramAgreesOnPassphrases() async throws {
        // What age tries and we find too expensive is a limit of ours, not of the format.
        let vectors = try AgeVector.recipients().filter {
            $0.needsPassphrase && $0.outcome != .failure(.passphraseTooExpensive, released: [])
        }
        #expect(vectors.count > 25)
        for vector in vectors {
            let result = try await AgeProgram.decrypt(vector.bytes, passphrase: "password")
            vector.expectAgreement(with: result)
        }
    }
}
