import Connector
import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// What our own writer makes, read by our own reader: the writer is judged by stock tools and the
/// reader by their archives, so here only that the two agree about all that neither tool knows.
@Suite struct RoundTripTests {
    @Test(.timeLimit(.minutes(2)), arguments: VaultEncryption.allCases)
    func whatWasBackedUpComesBack(encryption: VaultEncryption) async throws {
        try await withScratchFolder { folder in
            let fixture = try ArchiveFixture(in: folder)
            let nodes = SyntheticTree.everything(seed: 3, size: 40 << 20)
            let tree = SyntheticTree(nodes)
            let vault = try await fixture.vault(MemoryStorage(), encryption: encryption)
            let stored = try await fixture.backup(tree, to: [vault]).requireStored()
            let id = try #require(stored.first?.id)
            let report = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(report.findings.isEmpty)
            #expect(try await vault.snapshots().snapshots == stored)
            let found = try await restore(vault, id)
            let expected = tree.list
            #expect(found.map(\.entry.path.description) == expected.map(\.path))
            for ((entry, content), node) in zip(found, expected) {
                #expect(entry.kind == node.kind && entry.metadata.modified == node.modified)
                #expect(entry.metadata.permissions == node.permissions)
                #expect(entry.metadata.attributes == node.attributes)
                let bytes = node.kind == .file ? SyntheticTree.bytes(node) : nil
                #expect(content == bytes, "\(node.path)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func aTornFileSaysSo() async throws {
        try await withScratchFolder { folder in
            let fixture = try ArchiveFixture(in: folder)
            let mishaps: [(String, SyntheticTree.Mishap, EntryIssue.Tear)] = [
                ("breaks", .breaks(at: 2000), .shrank), ("changes", .changes, .changed),
                ("shrinks", .shrinks(to: 1000), .shrank),
            ]
            let nodes = mishaps.map { name, mishap, _ in
                SyntheticTree.Node(path: name, seed: 5, size: 5000, mishap: mishap)
            }
            let vault = try await fixture.vault(MemoryStorage())
            let stored = try await fixture.backup(SyntheticTree(nodes), to: [vault])
                .requireStored()
            let id = try #require(stored.first?.id)
            let stream = Passage(
                try await vault.entries(of: id, EntryChoice(), RunProgress()))
            let outcomes = try await blocking { try stream.outcomes() }
            #expect(outcomes == mishaps.map { ContentOutcome.torn($0.2) })
        }
    }
}
