import Connector
import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

@Suite struct VerifyTests {
    private func check(
        _ fixture: SealedFixture, _ reading: VerifyScope.Reading,
        _ keys: ArchiveKeys = ArchiveKeys(identities: [SealedFixture.owner])
    ) async throws -> VerifyReport {
        try await fixture.open(keys).verify(VerifyScope(reading: reading), RunProgress())
    }

    @Test(.timeLimit(.minutes(2)), arguments: [true, false])
    func aWholeOneHasNoFindings(isSealed: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(isSealed: isSealed))
            let readings: [VerifyScope.Reading] = [
                .structure, .sample(percent: 40, seed: 5), .everything,
            ]
            for reading in readings {
                let report = try await check(fixture, reading)
                #expect(report.findings.isEmpty, "\(reading)")
                #expect(report.snapshots == 1)
            }
            let all = try await check(fixture, .everything)
            #expect(all.objects == fixture.partCount + 6)
            #expect(all.bytesRead.bytes > 1_000_000)
            #expect(try await check(fixture, .structure).bytesRead.bytes == 0)
            let part = try await check(fixture, .sample(percent: 40, seed: 5))
            #expect(part.bytesRead < all.bytesRead)
            let again = try await check(fixture, .sample(percent: 40, seed: 5))
            #expect(again == part, "one seed, one sample")
        }
    }

    /// The middle of a file that nothing compresses, so its place in the payload is known.
    @Test(.timeLimit(.minutes(2)), arguments: [true, false])
    func aFlippedByteIsNamedWithItsFiles(isSealed: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(
                tree, .init(frame: 16_384, isSealed: isSealed))
            let last = PartName(fixture.partCount).text
            let size = try await fixture.bytes(last).count
            try await fixture.flip(last, at: size / 3)
            let report = try await check(fixture, .everything)
            #expect(report.findings.count == 1, "\(report.findings)")
            let finding = try #require(report.findings.first)
            #expect(finding.snapshot == fixture.id)
            #expect(finding.message.contains("\(last) is damaged"), "\(finding.message)")
            #expect(finding.paths.map(\.description) == ["z-last"])
            #expect(finding.pathCount == 1)
        }
    }

    @Test(.timeLimit(.minutes(2))) func withoutAKeyDamageIsStillFound() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            #expect(try await check(fixture, .everything, ArchiveKeys()).findings.isEmpty)
            try await fixture.flip("payload.part000002", at: 70_000)
            let report = try await check(fixture, .everything, ArchiveKeys())
            #expect(report.findings.count == 1)
            #expect(report.findings.first?.message.contains("without a key") == true)
            #expect(report.findings.first?.message.contains("payload.part000002") == true)
        }
    }

    /// Every object in turn, by a flipped byte and by its absence.
    @Test(.timeLimit(.minutes(3))) func damageToAnyObjectIsFound() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            var names = (1...fixture.partCount).map { PartName($0).text }
            names += [
                "entries.jsonl.zst.age", "manifest.json", "SHA256SUMS", "RESTORE.txt",
            ]
            for name in names {
                let bytes = try await fixture.bytes(name)
                try await fixture.flip(name, at: bytes.count / 2)
                let report = try await check(fixture, .everything)
                #expect(
                    report.findings.contains { $0.message.contains(name) },
                    "\(name): \(report.findings)")
                try await fixture.storage.delete(fixture.object(name))
                let missing = try await check(fixture, .structure)
                #expect(
                    missing.findings.contains { $0.message.contains("\(name) is missing") },
                    "\(name): \(missing.findings)")
                try await fixture.put(bytes, as: name)
            }
            try await fixture.flip("complete.json", at: 200)
            #expect(try await !check(fixture, .structure).findings.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aPartTooManyIsFound() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            try await fixture.put([1], as: "payload.part000077")
            try await fixture.put([1], as: "notes.txt")
            let report = try await check(fixture, .structure)
            #expect(report.findings.map(\.message) == ["payload.part000077 does not belong to it"])
        }
    }

    /// The part is damaged in the middle; files before and behind are found whole.
    @Test(.timeLimit(.minutes(2))) func theRestOfADamagedSnapshotIsChecked() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(
                tree, .init(twist: "hash-other", frame: 16_384))
            try await fixture.flip("payload.part000001", at: 20_000)
            let report = try await check(fixture, .everything)
            let messages = report.findings.map(\.message)
            #expect(messages.count == 2, "\(messages)")
            #expect(messages.contains { $0.contains("payload.part000001 is damaged") })
            #expect(messages.contains { $0.contains("content is not what was backed up") })
        }
    }
}
