import Cryptography
import Engine
import Host
import Storage
import TestShims
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Processes killed with SIGKILL at seeded moments while they back up, and tried again.
@Suite struct KillTests {
    private static let kills = isFullLength ? 200 : 20

    private static func tree(_ seed: UInt64) -> SyntheticTree {
        var big = SyntheticTree.Node(path: "tree/m big", seed: seed, size: 24 << 20)
        big.isCompressible = false
        return SyntheticTree(SyntheticTree.everything(seed: seed, size: 12 << 20) + [big])
    }

    @Test(.timeLimit(.minutes(30)))
    func afterAKillTheVaultHasNothingOrAllAndARetryFinishes() async throws {
        var random = SeededGenerator()
        let seed = random.seed
        var kills = 0
        var kept = 0
        try await withScratchFolder { base async throws in
            let span = try await Self.microsecondsOfABackup(in: base)
            var round = 0
            while kills < Self.kills {
                round += 1
                let scratch = "\(base)/\(round)"
                _ = try await blocking { try shell("mkdir '\(scratch)'") }
                let treeSeed = UInt64(round)
                let fixture = try ArchiveFixture(in: scratch)
                let vault = try await fixture.localVault()
                var known: [Manifest.Part] = []
                for _ in 0..<5 where kills < Self.kills {
                    let delay = UInt32.random(in: 1_000...span, using: &random)
                    await #expect(processExitsWith: .signal(9)) {
                        [
                            scratch = scratch as String, delay = delay as UInt32,
                            treeSeed = treeSeed as UInt64
                        ] in
                        let fixture = try ArchiveFixture(in: scratch)
                        let vault = try await fixture.localVault()
                        let tree = Self.tree(treeSeed)
                        // Made before the clock runs, or the kill would come before the backup.
                        _ = SyntheticTree.data(tree.list[0], 0..<1)
                        test_kill_self_after(delay)
                        try await fixture.backup(tree, to: [vault])
                        // Done before its time: the kill comes all the same.
                        while true {}
                    }
                    kills += 1
                    known += try await journaled(fixture, vault, after: known.count)
                }
                let report = try await fixture.backup(Self.tree(treeSeed), to: [vault])
                _ = report.requireStored()
                // What was finished before a kill is what lies there now: neither sealed nor sent
                // again.
                let parts = try await fixture.manifest(vault).parts
                #expect(Array(parts.prefix(known.count)) == known, "seed \(seed)")
                kept += known.count
                try await RestoredTree.restore(
                    snapshot: "\(scratch)/vault/\(fixture.layout.folder)",
                    key: "\(scratch)/identity.txt", to: "\(scratch)/target")
                try await RestoredTree.compare(
                    Self.tree(treeSeed).list, with: "\(scratch)/target")
                _ = try await blocking { try shell("rm -r '\(scratch)'") }
            }
        }
        // Kills that never hit a backup would prove nothing.
        #expect(kept > 0, "seed \(seed)")
    }

    /// How long one takes here that nobody kills, so that the kills hit all of it.
    private static func microsecondsOfABackup(in base: String) async throws -> UInt32 {
        let scratch = "\(base)/unharmed"
        _ = try await blocking { try shell("mkdir '\(scratch)'") }
        let fixture = try ArchiveFixture(in: scratch)
        let vault = try await fixture.localVault()
        let tree = tree(0)
        _ = SyntheticTree.data(tree.list[0], 0..<1)
        let span = try await ContinuousClock().measure {
            _ = try await fixture.backup(tree, to: [vault])
        }
        return UInt32(max(10, min(span.milliseconds, 5_000))) * 1_000
    }

    /// The parts that the journal has come to name, while there is no snapshot yet; a snapshot that
    /// is there has to be whole.
    private func journaled(
        _ fixture: ArchiveFixture, _ vault: ArchiveVault, after count: Int
    ) async throws -> [Manifest.Part] {
        if try await vault.storage.head(fixture.layout.completion) != nil {
            try await ResumeTests.requireSums(fixture, vault)
            return []
        }
        let path = FilePath("\(fixture.folder)/state/\(ArchiveFixture.run)")
        // Killed before it had a folder.
        guard let folder = try? await blocking({ try Folder(at: path) }) else { return [] }
        let disk = try LaneDisk(folder, vault: vault.marker.vault)
        let parts = try await disk.load()?.parts.map(\.part) ?? []
        for part in parts {
            let bytes = try await vault.storage.get(
                fixture.layout.part(part.name), limit: 64 << 20)
            #expect(SHA256.hash(bytes) == part.digest, "\(part.name)")
        }
        return Array(parts.dropFirst(count))
    }
}

extension ResumeTests {
    static func requireSums(_ fixture: ArchiveFixture, _ vault: ArchiveVault) async throws {
        let folder = "\(fixture.folder)/vault/\(fixture.layout.folder)"
        let result = try await blocking {
            try shell("cd '\(folder)' && sha256sum -c --quiet SHA256SUMS")
        }
        #expect(result.status == 0, "\(result.output)")
    }
}
