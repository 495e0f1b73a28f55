import TestSupport
import Testing

@testable import Cryptography

@Suite struct AgeVectorTests {
    @Test(arguments: AgeVector.headers + AgeVector.streams)
    func filesEndAsTheyMust(vector: AgeVector) {
        expectOutcome(of: vector, isArmored: false)
    }

    @Test func recipientsEndAsTheyMust() throws {
        for vector in try AgeVector.recipients() { expectOutcome(of: vector, isArmored: false) }
    }

    @Test(arguments: AgeVector.armors)
    func armoredFilesEndAsTheyMust(vector: AgeVector) {
        expectOutcome(of: vector, isArmored: true)
    }

    /// The `age` program accepts and refuses the same files. Passphrases need a terminal and are
    /// compared in `AgeProgramTests`.
    @Test func theAgeProgramAgrees() async throws {
        let vectors =
            AgeVector.headers + AgeVector.streams + AgeVector.armors
            + (try AgeVector.recipients().filter { !$0.needsPassphrase })
        for vector in vectors where !vector.isOutsideTheProgram {
            let result = try await AgeProgram.decrypt(
                vector.bytes, identity: AgeVector.identity)
            vector.expectAgreement(with: result)
        }
    }

    private func expectOutcome(of vector: AgeVector, isArmored: Bool) {
        let size = vector.bytes.count
        let steps = [size + 1, 1, 7, 4096, AgePayload.sealedChunkSize, 100_000]
        for step in steps where size < 10_000 || step > 1000 {
            let found = read(vector, step: step, isArmored: isArmored)
            #expect(found == vector.outcome, "\(vector.name), \(step) bytes at a time")
        }
    }

    private func read(_ vector: AgeVector, step: Int, isArmored: Bool) -> AgeVector.Outcome {
        var content: [UInt8] = []
        var bare: [UInt8] = []
        var armor = AgeArmorDecoder()
        var decryptor = AgeDecryptor(vector.credential)
        do {
            for start in stride(from: 0, to: vector.bytes.count, by: step) {
                let piece = Array(vector.bytes[start..<min(start + step, vector.bytes.count)])
                guard isArmored else {
                    try decryptor.update(piece, into: &content)
                    continue
                }
                bare.removeAll(keepingCapacity: true)
                try armor.update(piece, into: &bare)
                try decryptor.update(bare, into: &content)
            }
            if isArmored { try armor.finish(into: &bare) }
            try decryptor.finish(into: &content)
            return .content(content)
        } catch {
            return .failure(error.kind, released: content)
        }
    }
}

extension AgeVector {
    /// The program gives the same content, or refuses the file too.
    func expectAgreement(with result: ProgramOutcome) {
        switch outcome {
        case .content(let content):
            #expect(result.status == 0, "\(name): \(result.errorText)")
            #expect(result.output == content, "\(name)")
        case .failure:
            #expect(result.status == 1, "\(name)")
            #expect(result.errorText.contains("age: error:"), "\(name): \(result.errorText)")
        }
    }

    /// Where the program (1.1) and the format's text differ, and we follow the text.
    fileprivate var isOutsideTheProgram: Bool {
        [
            // The text and later programs allow it.
            "armor with white space around",
            // RFC 7468's strict form has no empty line; later programs refuse it.
            "armor with an empty last line",
            // The program stops looking at the first stanza that fits.
            "X25519 malformed beside the right one",
        ].contains(name)
    }
}
