import TestSupport
import Testing

@testable import Cryptography

@Suite struct AgeStreamTests {
    static let sizes = [0, 1, 65535, 65536, 65537, 131_072, 300_001]

    /// Cuts at random places, with empty pieces among them.
    private func pieces(of bytes: [UInt8], seed: UInt64) -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        let limits = [1, 100, 5000, 65_536, 65_552, 200_000]
        var pieces: [[UInt8]] = [[]]
        var position = 0
        while position < bytes.count {
            let limit = limits.randomElement(using: &generator) ?? 1
            let end = min(position + Int.random(in: 0...limit, using: &generator), bytes.count)
            pieces.append(Array(bytes[position..<end]))
            position = end
        }
        return pieces
    }

    private func encrypt(_ pieces: [[UInt8]], to recipients: [AgeRecipient]) throws -> [UInt8] {
        var file: [UInt8] = []
        var encryptor = try AgeEncryptor(to: recipients)
        for piece in pieces { encryptor.update(piece, into: &file) }
        encryptor.finish(into: &file)
        return file
    }

    private func decrypt(_ pieces: [[UInt8]], _ credential: AgeCredential) throws -> [UInt8] {
        var content: [UInt8] = []
        var decryptor = AgeDecryptor(credential)
        for piece in pieces { try decryptor.update(piece, into: &content) }
        try decryptor.finish(into: &content)
        return content
    }

    @Test(arguments: sizes, [1, 2, 3] as [UInt64])
    func contentComesBackHoweverItIsCut(size: Int, seed: UInt64) throws {
        let content = [UInt8].noise(size, seed: seed)
        let identity = AgeVector.identity
        let file = try encrypt(pieces(of: content, seed: seed), to: [identity.recipient])
        let reader = AgeHeaderReader.whole(file)
        #expect(
            Int64(file.count - (reader?.size ?? 0)) == AgePayload.sealedSize(of: Int64(size)))
        #expect(reader?.header.encoded == Array(file.prefix(reader?.size ?? 0)))
        let read = try decrypt(pieces(of: file, seed: seed + 9), .identities([identity]))
        #expect(read == content, "seed \(seed)")
    }

    @Test func everyRecipientCanRead() throws {
        let identities = (1...5).map { AgeIdentity.fixed($0) }
        let file = try encrypt([AgeVectorFile.content], to: identities.map(\.recipient))
        for identity in identities {
            #expect(try decrypt([file], .identities([identity])) == AgeVectorFile.content)
        }
        let stranger = failure { () throws(CryptographyError) in
            var output: [UInt8] = []
            var decryptor = AgeDecryptor(.identities([.fixed(9)]))
            try decryptor.update(file, into: &output)
        }
        #expect(stranger?.kind == .wrongKey)
    }

    @Test func aFileKeyOpensItsOwnFileOnly() throws {
        var files: [([UInt8], AgeFileKey)] = []
        for _ in 0..<2 {
            var file: [UInt8] = []
            let encryptor = try AgeEncryptor(to: [AgeVector.identity.recipient])
            let key = encryptor.fileKey
            encryptor.finish(into: &file)
            files.append((file, key))
        }
        #expect(try decrypt([files[0].0], .fileKey(files[0].1)) == [])
        let handed = try #require(AgeFileKey(Secret(copying: files[0].1.secret.bytes.span)))
        #expect(try decrypt([files[0].0], .fileKey(handed)) == [])
        let header = try #require(AgeHeaderReader.whole(files[0].0)?.header)
        #expect(try header.fileKey(for: .identities([AgeVector.identity])) == handed)
        let other = failure { () throws(CryptographyError) in
            try header.fileKey(for: .fileKey(files[1].1))
        }
        #expect(other?.kind == .wrongKey)
        #expect(files[0].1 != files[1].1)
    }

    @Test func passphrasesOpenWhatTheyClosed() throws {
        var file: [UInt8] = []
        var encryptor = try AgeEncryptor(with: AgeVector.passphrase)
        encryptor.update([1, 2, 3], into: &file)
        encryptor.finish(into: &file)
        #expect(try decrypt([file], .passphrase(AgeVector.passphrase)) == [1, 2, 3])
        let strict = AgePassphrase(AgeVector.passphrase.secret, workFactorMax: 9)
        let expensive = failure { () throws(CryptographyError) in
            var output: [UInt8] = []
            var decryptor = AgeDecryptor(.passphrase(strict))
            try decryptor.update(file, into: &output)
        }
        #expect(expensive?.kind == .passphraseTooExpensive)
    }

    @Test func aRecipientMayNotBeAWeakPoint() {
        let weak = AgeRecipient(trusted: [UInt8].repeating(0, 32))
        for recipients in [[], [weak]] {
            let error = failure { () throws(CryptographyError) in
                try AgeHeader(wrapping: .random(), for: recipients)
            }
            #expect(error?.kind == .malformed)
        }
        let crowd = [AgeRecipient](repeating: AgeVector.identity.recipient, count: 3000)
        let error = failure { () throws(CryptographyError) in
            try AgeHeader(wrapping: .random(), for: crowd)
        }
        #expect(error?.kind == .unsupported)
    }

    @Test func aFailedDecryptorStaysFailed() throws {
        var output: [UInt8] = []
        var decryptor = AgeDecryptor(.identities([]))
        for _ in 0..<3 {
            let error = failure { () throws(CryptographyError) in
                try decryptor.update([UInt8](repeating: 65, count: 10), into: &output)
            }
            #expect(error?.kind == .malformed)
        }
        let file = try encrypt([AgeVectorFile.content], to: [AgeVector.identity.recipient])
        let error = failure { () throws(CryptographyError) in
            try decryptor.update(file, into: &output)
        }
        #expect(error?.kind == .malformed)
        do {
            try decryptor.finish(into: &output)
            Issue.record("a failed decryptor finished")
        } catch {
            #expect(error.kind == .malformed)
        }
        #expect(output.isEmpty)
    }

    @Test func aHeaderHasABound() {
        var reader = AgeHeaderReader()
        let error = failure { () throws(CryptographyError) in
            _ = try reader.update(Array("age-encryption.org/v1\n-> ".utf8).span)
            let line = [UInt8](repeating: 65, count: AgeHeader.byteCountMax)
            _ = try reader.update(line.span)
        }
        #expect(error?.kind == .malformed)
    }

    /// What is held between calls is a chunk, whatever has passed through.
    @Test func nothingGrowsWithTheStream() throws {
        let block = [UInt8].noise(1 << 20)
        var sealed: [UInt8] = []
        var content: [UInt8] = []
        var encryptor = try AgeEncryptor(to: [AgeVector.identity.recipient])
        var decryptor = AgeDecryptor(.identities([AgeVector.identity]))
        for _ in 0..<8 {
            sealed.removeAll(keepingCapacity: true)
            encryptor.update(block, into: &sealed)
            content.removeAll(keepingCapacity: true)
            try decryptor.update(sealed, into: &content)
            #expect(content.count > block.count - 3 * AgePayload.chunkSize)
            #expect(content.count < block.count + 3 * AgePayload.chunkSize)
        }
        #expect(sealed.capacity < 4 << 20 && content.capacity < 4 << 20)
    }

    @Test(arguments: [0, 1, 47, 48, 49, 95, 96, 1000])
    func armorComesOffAsItWentOn(size: Int) throws {
        let bytes = [UInt8].noise(size)
        for seed: UInt64 in 1...5 {
            var text: [UInt8] = []
            var encoder = AgeArmorEncoder()
            for piece in pieces(of: bytes, seed: seed) { encoder.update(piece, into: &text) }
            encoder.finish(into: &text)
            #expect(AgeArmor.isArmored(text.span) && !AgeArmor.isArmored(bytes.span))
            var decoded: [UInt8] = []
            var decoder = AgeArmorDecoder()
            for piece in pieces(of: text, seed: seed + 5) {
                try decoder.update(piece, into: &decoded)
            }
            try decoder.finish(into: &decoded)
            #expect(decoded == bytes)
        }
    }
}

extension AgeHeaderReader {
    /// The header at the start of a whole file, and its size.
    static func whole(_ file: [UInt8]) -> (header: AgeHeader, size: Int)? {
        var reader = AgeHeaderReader()
        // Tests that look for an error look elsewhere.
        guard let size = try? reader.update(file.span), let header = reader.header else {
            return nil
        }
        return (header, size)
    }
}
