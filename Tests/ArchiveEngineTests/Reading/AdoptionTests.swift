import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

@Suite struct AdoptionTests {
    private static let runs = (1...2).map { "0000000\($0)-0000-4000-8000-000000000000" }
    private static let signer = SigningKey(
        seed: Secret(copying: [UInt8](repeating: 7, count: 32).span))

    private func withVault(_ body: (SealedFixture) async throws -> Void) async throws {
        try await withScratchFolder { tree in
            try writeFile(Array("hello".utf8), to: "\(tree)/file")
            let wishes = Self.runs.map { SealedFixture.Wish(run: $0) }
            try await body(try await SealedFixture.make(tree, wishes[0], wishes[1]))
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatWouldBeBelievedIsSaid() async throws {
        try await withVault { fixture in
            let before = try await fixture.storage.listAll(nil)
            let adoption = try await ArchiveVault.inspect(at: fixture.storage)
            #expect(adoption.isMarked && adoption.problems.isEmpty)
            let source = try #require(adoption.sources.first)
            #expect(adoption.sources.count == 1 && source.isMarked)
            #expect(source.key == Self.signer?.verifyingKey)
            #expect(source.snapshots.map(\.id.text) == Self.runs)
            #expect(source.damaged.isEmpty && source.unfinished.isEmpty)
            #expect(try await fixture.storage.listAll(nil) == before, "looking changes nothing")
        }
    }

    /// A folder of snapshots that was copied without what lay above it.
    @Test(.timeLimit(.minutes(1))) func aFolderWithoutMarkersBecomesAVault() async throws {
        try await withVault { fixture in
            let genuine = try await ArchiveVault.readMarker(at: fixture.storage)
            let adopted = try await ArchiveVault.inspect(at: fixture.storage).sources[0]
            try await fixture.storage.delete(ArchiveLayout.marker)
            try await fixture.storage.delete(adopted.scope.marker)
            await expectRefusal(.noVault, "there is no vault") { _ = try await fixture.open() }
            let adoption = try await ArchiveVault.inspect(at: fixture.storage)
            #expect(!adoption.isMarked && adoption.sources.first?.isMarked == false)
            #expect(adoption.sources.first?.key == adopted.key)
            #expect(adoption.sources.first?.snapshots.count == 2)
            await expectRefusal(.noVault, "there is no vault") { _ = try await fixture.open() }
            for _ in 1...2 { try await ArchiveVault.adopt(adoption, at: fixture.storage) }
            let marker = try await ArchiveVault.readMarker(at: fixture.storage)
            #expect(marker.vault == genuine.vault && marker.recipients == genuine.recipients)
            let vault = try await fixture.open()
            #expect(try await vault.snapshots().snapshots.count == 2)
            let found = try await restore(vault, SealedFixture.id(Self.runs[0]))
            #expect(found.map(\.content) == [Array("hello".utf8)])
        }
    }

    @Test(.timeLimit(.minutes(1))) func twoSignersWithoutAMarkerAreNotBelieved() async throws {
        try await withScratchFolder { tree in
            try writeFile(Array("hello".utf8), to: "\(tree)/file")
            var wishes = Self.runs.map { SealedFixture.Wish(run: $0) }
            wishes[1].seed = 8
            let fixture = try await SealedFixture.make(tree, wishes[0], wishes[1])
            let marked = try await ArchiveVault.inspect(at: fixture.storage)
            #expect(marked.sources.first?.snapshots.count == 1)
            #expect(marked.sources.first?.damaged.map(\.id.text) == [Self.runs[1]])
            let scope = try #require(marked.sources.first?.scope)
            try await fixture.storage.delete(scope.marker)
            let adoption = try await ArchiveVault.inspect(at: fixture.storage)
            #expect(adoption.sources.isEmpty)
            #expect(adoption.problems.first?.contains("signed by several keys") == true)
        }
    }

    @Test(.timeLimit(.minutes(1))) func anEmptyPlaceIsNoVault() async throws {
        await expectRefusal(.noVault, "there is no vault") {
            _ = try await ArchiveVault.inspect(at: MemoryStorage())
        }
    }
}
