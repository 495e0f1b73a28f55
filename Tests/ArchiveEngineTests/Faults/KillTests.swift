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
    static let kills = isFullLength ? 200 : 20
    /// From one event to well into what follows it.
    static let delayMax: UInt32 = 3_000

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
            let events = try await Self.eventsOfABackup(in: base)
            var round = 0
            while kills < Self.kills {
                round += 1
                let scratch = "\(base)/\(round)"
                _ = try await blocking { try shell("mkdir '\(scratch)'") }
                let treeSeed = UInt64(round)
                let fixture = try ArchiveFixture(in: scratch)
                let vault = try await fixture.localVault()
                var known: [Manifest.Part] = []
                var isStored = false
                for _ in 0..<5 where kills < Self.kills && !isStored {
                    try await Self.kill(
                        in: scratch, treeSeed, at: Int.random(in: 1...events, using: &random),
                        delay: UInt32.random(in: 0...Self.delayMax, using: &random))
                    kills += 1
                    isStored = try await Self.requireNothingOrAll(fixture, vault)
                    if !isStored { known += try await journaled(fixture, vault, known.count) }
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
        print("\(kills) backups killed, \(kept) finished parts kept, seed \(seed)")
    }

    private static func kill(
        in scratch: String, _ treeSeed: UInt64, at event: Int, delay: UInt32
    ) async throws {
        await #expect(processExitsWith: .signal(9)) {
            [
                scratch = scratch as String, treeSeed = treeSeed as UInt64, event = event as Int,
                delay = delay as UInt32
            ] in
            let fixture = try ArchiveFixture(in: scratch)
            let vault = try await fixture.localVault()
            KillAtEvent.arm(event, delay: delay)
            try await fixture.backup(Self.tree(treeSeed), to: [vault])
            KillAtEvent.now()
        }
    }

    /// What one does to the disk that nobody kills, so that the kills hit all of it.
    private static func eventsOfABackup(in base: String) async throws -> Int {
        let scratch = "\(base)/unharmed"
        _ = try await blocking { try shell("mkdir '\(scratch)'") }
        await #expect(processExitsWith: .success) { [scratch = scratch as String] in
            let fixture = try ArchiveFixture(in: scratch)
            let vault = try await fixture.localVault()
            try await EventCount.note(to: "\(scratch)/events") {
                _ = try await fixture.backup(Self.tree(0), to: [vault])
            }
        }
        return try EventCount.read(from: "\(scratch)/events")
    }

    /// Whether there is a snapshot; one that is there has to be whole.
    private static func requireNothingOrAll(
        _ fixture: ArchiveFixture, _ vault: ArchiveVault
    ) async throws -> Bool {
        let list = try await vault.snapshots()
        #expect(list.damaged.isEmpty)
        guard !list.snapshots.isEmpty else { return false }
        try await ResumeTests.requireSums(fixture, vault)
        return true
    }

    /// The parts that the journal has come to name beyond those that are known; they lie in the
    /// vault.
    private func journaled(
        _ fixture: ArchiveFixture, _ vault: ArchiveVault, _ count: Int
    ) async throws -> [Manifest.Part] {
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
