import Connector
import Cryptography
import Engine
import Host
import LocalStorage
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// The power cut at every moment of what a prune, a copy or a rewriting does to the vault's folder,
/// with what was not synchronised lost, kept or torn.
@Suite(.timeLimit(.minutes(60))) struct MaintenancePowerCutTests {
    private static let points = isFullLength ? Int.max : 40
    /// Of which upstream looks at every so many.
    private static let upstreamEvery = isFullLength ? 1 : 8

    @Test func aPruneLosesNothingWhateverWasOnTheDisk() async throws {
        try await withScratchFolder { scratch in
            let vault = try await PruneTests.repository(scratch, .new)
            let list = try await vault.snapshots().snapshots
            let last = try #require(list.last?.id)
            try await cut("\(scratch)/repository") { vault, recording in
                try await vault.forget(list.dropLast().map(\.id), RunProgress())
                recording?.note("forgotten")
                try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
                recording?.note("pruned")
            } require: { vault, notes in
                let left = try await vault.snapshots()
                #expect(left.damaged.isEmpty && left.snapshots.map(\.id).contains(last))
                if notes.contains("forgotten") { #expect(left.snapshots.count == 1) }
            }
        }
    }

    @Test func aCopyIsFinishedWhateverWasOnTheDisk() async throws {
        try await withScratchFolder { scratch in
            let ours = try await CopyTests.source(scratch, .new)
            _ = try await CopyTests.target(scratch)
            try await cut("\(scratch)/copies") { target, recording in
                let report = try await ours.vault.copy(to: target, RunProgress())
                #expect(!report.hasFailures)
                recording?.note("copied")
            } require: { target, notes in
                let left = try await target.snapshots()
                #expect(left.damaged.isEmpty)
                if notes.contains("copied") { #expect(left.snapshots.count == 2) }
            }
        }
    }

    @Test func aRewritingHasTheOldOrTheNewWhateverWasOnTheDisk() async throws {
        try await withScratchFolder { scratch in
            let vault = try await PruneTests.repository(scratch, .new)
            #expect(try await vault.snapshots().snapshots.count == 3)
            let order = RewriteOrder(forgets: true) { path, _ in
                path.name.starts(with: "old".utf8)
            }
            try await cut("\(scratch)/repository") { vault, recording in
                _ = try await vault.rewrite(order, RunProgress())
                recording?.note("rewritten")
            } require: { vault, _ in
                let left = try await vault.snapshots()
                #expect(left.damaged.isEmpty)
                // Each is there as the old one, the new one, or for a moment both.
                #expect(Set(left.snapshots.map(\.time)).count == 3)
            }
        }
    }

    /// Records `work` on a repository, and for each disk that a cut could leave: what is there is
    /// whole, `require` holds, and `work` once more finishes.
    private func cut(
        _ path: String, _ work: (RepositoryVault, PowerCut.Recording?) async throws -> Void,
        require: (RepositoryVault, [String]) async throws -> Void
    ) async throws {
        var random = SeededGenerator()
        let seed = random.next() as UInt64
        let cut = try await PowerCut.record(FilePath(path)) { recording in
            try await work(try await RepositoryFixture.open(path), recording)
        }
        #expect(cut.eventCount > 20)
        var number = 0
        let count = try await cut.forEachCrash(seed: seed, atMost: Self.points) { crash in
            // The lock on it counts as left behind: this process has released it since.
            let vault = try await RepositoryFixture.open("\(crash.root)")
            let report = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(report.findings == [], "\(crash), seed \(random.seed)")
            try await require(vault, crash.notes)
            if number % Self.upstreamEvery == 0 {
                try await Restic.new("\(crash.root)", "check", "--read-data")
            }
            number += 1
            try await work(vault, nil)
            let after = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(after.findings == [], "\(crash), seed \(random.seed)")
            try await require(vault, ["forgotten", "copied"])
        }
        print("\(count) power cuts, seed \(random.seed)")
    }
}
