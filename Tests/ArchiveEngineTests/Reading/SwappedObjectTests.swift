import Connector
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing

@testable import ArchiveEngine

/// Genuine objects in the wrong place, and damage to what lies outside of snapshots.
@Suite(.timeLimit(.minutes(5))) struct SwappedObjectTests {
    private static let other = "55555555-5555-4555-8555-555555555555"

    /// Two snapshots of one tree by one source, of which the second is the one that is read.
    private func withTwins(
        _ body: (SealedFixture, _ other: String) async throws -> Void
    ) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(run: Self.other), .init())
            let other = fixture.folder.replacing(SealedFixture.Wish().run, with: Self.other)
            try await body(fixture, other)
        }
    }

    private func requireRefusal(
        _ fixture: SealedFixture, naming words: String, _ context: String
    ) async throws {
        await expectRefusal(.damaged, words, context) {
            _ = try await restore(fixture.open(), fixture.id)
        }
        try await requireFinding(fixture, naming: words, context)
    }

    private func requireFinding(
        _ fixture: SealedFixture, naming words: String, _ context: String
    ) async throws {
        let scope = VerifyScope(reading: .everything, snapshots: [fixture.id])
        let findings = try await fixture.open().verify(scope, RunProgress()).findings
        #expect(findings.contains { $0.message.contains(words) }, "\(findings) \(context)")
    }

    @Test func anObjectOfAnotherSnapshotIsRefusedByItsName() async throws {
        try await withTwins { fixture, other in
            for name in ["entries.jsonl.zst.age", "manifest.json", "complete.json"] {
                let mine = try await fixture.bytes(name)
                let foreign = try await fixture.storage.get(
                    ObjectName("\(other)/\(name)"), limit: .max)
                try await fixture.put(foreign, as: name)
                try await requireRefusal(fixture, naming: name, name)
                try await fixture.put(mine, as: name)
            }
            let whole = try await restore(fixture.open(), fixture.id)
            let name = "SHA256SUMS"
            let sums = try await fixture.storage.get(ObjectName("\(other)/\(name)"), limit: .max)
            try await fixture.put(sums, as: name)
            try await requireFinding(fixture, naming: name, name)
            for number in 1...fixture.partCount {
                try await requireNoHarm(from: PartName(number), of: other, fixture, whole)
            }
        }
    }

    /// Both parts hold the same files. Whoever restores may take one for the other, as what comes
    /// out of it is compared with the index; a check says that it was exchanged.
    private func requireNoHarm(
        from part: PartName, of other: String, _ fixture: SealedFixture,
        _ whole: [(entry: Entry, content: [UInt8]?)]
    ) async throws {
        let mine = try await fixture.bytes(part.text)
        let foreign = try await fixture.storage.get(ObjectName("\(other)/\(part)"), limit: .max)
        try await fixture.put(foreign, as: part.text)
        do {
            let found = try await restore(fixture.open(), fixture.id)
            #expect(found.map(\.content) == whole.map(\.content), "\(part)")
        } catch let error as EngineError {
            #expect(error.kind == .damaged && error.message.contains(part.text), "\(error)")
        }
        try await requireFinding(fixture, naming: part.text, part.text)
        try await fixture.put(mine, as: part.text)
    }

    /// All of another snapshot under this one's id: everything in it fits, and the place does not.
    @Test func aSnapshotUnderAnothersNameIsRefused() async throws {
        try await withTwins { fixture, other in
            for object in try await fixture.storage.listAll(ObjectName(other)) {
                let bytes = try await fixture.storage.get(object.name, limit: .max)
                try await fixture.put(bytes, as: String(object.name.lastPart))
            }
            try await requireRefusal(fixture, naming: "complete.json", "moved")
            let list = try await fixture.open().snapshots()
            #expect(list.snapshots.map(\.id.text) == [Self.other])
            #expect(list.damaged.map(\.id) == [fixture.id])
        }
    }

    @Test(arguments: [true, false])
    func partsInAnotherOrderAreRefused(isSealed: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(isSealed: isSealed))
            try #require(fixture.partCount > 3)
            for (a, b) in [(1, 2), (2, fixture.partCount), (1, fixture.partCount)] {
                let names = [PartName(a).text, PartName(b).text]
                let bytes = [try await fixture.bytes(names[0]), try await fixture.bytes(names[1])]
                try await fixture.put(bytes[1], as: names[0])
                try await fixture.put(bytes[0], as: names[1])
                try await requireRefusal(fixture, naming: names[0], "\(names)")
                try await fixture.put(bytes[0], as: names[0])
                try await fixture.put(bytes[1], as: names[1])
            }
        }
    }

    /// One bit, or the end, of what says which vault and which source it is.
    @Test(arguments: ["holdfast-vault.json", "source.json"])
    func aDamagedMarkerIsSaid(file: String) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let objects = try await fixture.storage.listAll(nil)
            let name = try #require(objects.map(\.name).first { $0.lastPart == file[...] })
            let genuine = try await fixture.storage.get(name, limit: .max)
            let whole = try await restore(fixture.open(), fixture.id)
            var random = SeededGenerator()
            var refused = 0
            for round in 0..<(isFullLength ? 2000 : 150) {
                var bytes = genuine
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if round.isMultiple(of: 3) {
                    bytes.removeSubrange(place...)
                } else {
                    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
                try await fixture.storage.put(name, bytes, .replace)
                do {
                    let found = try await restore(fixture.open(), fixture.id)
                    // The moment it was made, say, is of no consequence.
                    #expect(found.count == whole.count)
                } catch let error as EngineError {
                    refused += 1
                    let kinds: [EngineError.Kind] = [
                        .damaged, .tooNew, .foreignSignature, .foreignVault, .noVault,
                    ]
                    #expect(kinds.contains(error.kind), "\(error), seed \(random.seed)")
                    #expect(!error.message.isEmpty && !error.message.contains("\n"))
                }
            }
            #expect(refused > 50, "seed \(random.seed)")
        }
    }
}
