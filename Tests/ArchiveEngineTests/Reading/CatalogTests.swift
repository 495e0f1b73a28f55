import Connector
import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

@Suite struct CatalogTests {
    private static let runs = (1...5).map { "0000000\($0)-0000-4000-8000-000000000000" }

    /// A folder of one file is enough for whatever is not about its content.
    private func withSmallTree(_ body: (String) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try writeFile(Array("hello".utf8), to: "\(folder)/file")
            try await body(folder)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aListNeedsNoKey() async throws {
        try await withSmallTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let list = try await fixture.open(ArchiveKeys()).snapshots()
            #expect(list.snapshots.map(\.id) == [fixture.id])
            #expect(list.snapshots.first?.details == nil)
            #expect(list.snapshots.first?.entries == 1)
            #expect(list.snapshots.first?.contentSize == ByteCount(5))
            #expect(list.damaged.isEmpty && list.unfinished.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aKeySaysWhatASnapshotIsOf() async throws {
        try await withSmallTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let list = try await fixture.open().snapshots()
            #expect(
                list.snapshots.first?.details
                    == SnapshotDetails(hostName: "torture", paths: ["/tree"], tags: ["a b", "ü"]))
            let stranger = ArchiveKeys(identities: [.random()])
            #expect(try await fixture.open(stranger).snapshots().snapshots.first?.details == nil)
        }
    }

    /// One signed by its source's key, one by another's, one without an end, two damaged.
    @Test(.timeLimit(.minutes(2))) func eachIsListedAsWhatItIs() async throws {
        try await withSmallTree { tree in
            var wishes = Self.runs.map { SealedFixture.Wish(run: $0) }
            wishes[1].seed = 8
            let fixture = try await SealedFixture.make(
                tree, wishes[0], wishes[1], wishes[2], wishes[3], wishes[4])
            let home = fixture.folder.dropLast(Self.runs[4].utf8.count)
            func name(_ run: Int, _ file: String) throws -> ObjectName {
                try ObjectName("\(home)\(Self.runs[run])/\(file)")
            }
            try await fixture.storage.delete(name(2, "complete.json"))
            try await fixture.storage.delete(name(3, "payload.part000001"))
            let manifest = try name(4, "manifest.json")
            let text = try await fixture.storage.get(manifest, limit: .max) + [32]
            try await fixture.storage.put(manifest, text, .replace)
            let list = try await fixture.open().snapshots()
            #expect(list.snapshots.map(\.id.text) == [Self.runs[0]])
            #expect(list.unfinished.map(\.id.text) == [Self.runs[2]])
            #expect((list.unfinished.first?.storedSize.bytes ?? 0) > 1000)
            let reasons = list.damaged.map { ($0.id.text, $0.reason) }
            #expect(reasons.map(\.0) == [Self.runs[1], Self.runs[3], Self.runs[4]])
            #expect(reasons[0].1.contains("signed with a key that is not its source's"))
            #expect(reasons[1].1.contains("payload.part000001 is missing"))
            #expect(reasons[2].1.contains("manifest.json is not the one that was signed"))
            await expectRefusal(.foreignSignature, "signed with a key") {
                _ = try await restore(fixture.open(), SealedFixture.id(Self.runs[1]))
            }
            await expectRefusal(.noSuchSnapshot, "there is no snapshot") {
                _ = try await restore(fixture.open(), SealedFixture.id(Self.runs[2]))
            }
        }
    }

    /// Somebody who can write to the vault puts his key where the source's was.
    @Test(.timeLimit(.minutes(2))) func aKnownKeyCountsMoreThanTheVaults() async throws {
        try await withSmallTree { tree in
            var forged = SealedFixture.Wish()
            forged.seed = 9
            forged.takesOver = true
            let fixture = try await SealedFixture.make(tree, .init(), forged)
            let genuine = try #require(
                SigningKey(seed: Secret(copying: [UInt8](repeating: 7, count: 32).span)))
            let believing = try await fixture.open().snapshots()
            #expect(believing.snapshots.count == 1)
            let knowing = try await fixture.open(
                ArchiveKeys(identities: [SealedFixture.owner], verifying: genuine.verifyingKey))
            let list = try await knowing.snapshots()
            #expect(list.snapshots.isEmpty && list.damaged.count == 1)
            await expectRefusal(.foreignSignature, "signed with a key") {
                _ = try await restore(knowing, fixture.id)
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func keysAreAskedForByName() async throws {
        try await withSmallTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let home = "home (\(SealedFixture.owner.recipient))"
            await expectRefusal(.keyMissing, home) {
                _ = try await restore(fixture.open(ArchiveKeys()), fixture.id)
            }
            await expectRefusal(.wrongKey, home) {
                let stranger = ArchiveKeys(identities: [.random()])
                _ = try await restore(fixture.open(stranger), fixture.id)
            }
        }
    }

    /// Three objects of each are looked at, the index once and only at its start.
    @Test(.timeLimit(.minutes(2))) func aListTakesFewRequests() async throws {
        try await withSmallTree { tree in
            let wishes = Self.runs.map { SealedFixture.Wish(run: $0) }
            let fixture = try await SealedFixture.make(
                tree, wishes[0], wishes[1], wishes[2], wishes[3], wishes[4])
            let counting = CountingStorage(fixture.storage)
            let vault = try await fixture.open(through: counting)
            _ = counting.take()
            let list = try await vault.snapshots()
            let count = counting.take()
            #expect(list.snapshots.count == 5)
            #expect(list.snapshots == list.snapshots.sorted { $0.id < $1.id })
            #expect(count.requests == 5 * 3 + 1, "\(count.names)")
        }
    }
}

/// Expects an error of the engine with this kind and these words in its sentence.
func expectRefusal(
    _ kind: EngineError.Kind, _ words: String, _ context: String = "",
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was refused \(context)")
    } catch let error as EngineError {
        #expect(error.kind == kind, "\(error) \(context)")
        #expect(error.message.contains(words), "\(error) \(context)")
    } catch {
        Issue.record("\(error) \(context)")
    }
}
