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
        try await AgeProgram.withFolder { age in
            for identity in identities {
                let path = try age.writeIdentities([identity])
                for file in [file, armored] {
                    let result = try age.decrypt(file, identityFile: path)
                    #expect(result.status == 0, "\(result.errors)")
                    #expect(result.output == content)
                }
            }
        }
    }

    @Test(arguments: sizes)
    func weReadWhatAgeWrites(size: Int) async throws {
        let content = [UInt8].noise(size)
        try await AgeProgram.withFolder { age in
            var identities: [AgeIdentity] = []
            var arguments: [String] = []
            for _ in 0..<3 {
                let made = try age.run("age-keygen", [])
                let identity = try #require(
                    try AgeIdentity.parse(file: Secret(copying: made.output.span)).first)
                let recipient = identity.recipient.description
                #expect(made.errors.contains(recipient))
                identities.append(identity)
                arguments += ["-r", recipient]
            }
            for extra in [[], ["-a"]] {
                let file = try age.encrypt(content, arguments + extra)
                #expect(AgeArmor.isArmored(file.span) == !extra.isEmpty)
                for identity in identities {
                    #expect(try decrypt(file, .identities([identity])) == content)
                }
            }
        }
    }

    /// Our armor is the program's, letter for letter.
    @Test(arguments: [0, 1, 2, 3, 40, 41, 42, 1000])
    func armorIsTheSameText(size: Int) async throws {
        try await AgeProgram.withFolder { age in
            let recipient = AgeVector.identity.recipient.description
            let armored = try age.encrypt(.noise(size), ["-a", "-r", recipient])
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
    }

    @Test(.timeLimit(.minutes(2)))
    func passphrasesGoBothWays() async throws {
        let content = [UInt8].noise(70_000)
        let passphrase = AgePassphrase(Secret("correct horse battery"))
        try await AgeProgram.withFolder { age in
            let input = try age.write(content, to: "in")
            let made = try age.onTerminal(
                ["-p", "-o", age.folder + "/out", input], typing: "correct horse battery", times: 2)
            #expect(made.status == 0, "\(made.errors)")
            let file = try age.read("out")
            #expect(try decrypt(file, .passphrase(passphrase)) == content)
            let wrong = failure { () throws(CryptographyError) in
                var output: [UInt8] = []
                var decryptor = AgeDecryptor(.passphrase(AgePassphrase(Secret("wrong"))))
                try decryptor.update(file, into: &output)
            }
            #expect(wrong?.kind == .wrongKey)
        }
        try await AgeProgram.withFolder { age in
            var file: [UInt8] = []
            let passphrase = AgePassphrase(passphrase.secret, workFactor: 12)
            var encryptor = try AgeEncryptor(with: passphrase)
            encryptor.update(content, into: &file)
            encryptor.finish(into: &file)
            let input = try age.write(file, to: "in")
            let read = try age.onTerminal(["-d", input], typing: "correct horse battery", times: 1)
            #expect(read.status == 0, "\(read.errors)")
            #expect(read.output == content)
        }
    }

    /// The header vectors for passphrases, asked of the program on a terminal.
    @Test(.timeLimit(.minutes(2)))
    func theAgeProgramAgreesOnPassphrases() async throws {
        // What age tries and we find too expensive is a limit of ours, not of the format.
        let vectors = try AgeVector.recipients().filter {
            $0.needsPassphrase && !$0.name.contains("work factor 2")
        }
        #expect(vectors.count > 25)
        try await AgeProgram.withFolder { age in
            for vector in vectors {
                let input = try age.write(vector.bytes, to: "in")
                let result = try age.onTerminal(["-d", input], typing: "password", times: 1)
                if case .content = vector.outcome {
                    #expect(result.status == 0, "\(vector.name)")
                } else {
                    #expect(result.status != 0, "\(vector.name)")
                }
            }
        }
    }
}
