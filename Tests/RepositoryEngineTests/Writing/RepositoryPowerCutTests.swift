import Connector
import Cryptography
import Engine
import FilesConnector
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// The repository's folder and what the machine keeps of it on one disk, and its power cut at every
/// moment of a backup, with what was not synchronised lost, kept or torn.
@Suite(.timeLimit(.minutes(isFullLength ? 240 : 60))) struct RepositoryPowerCutTests {
    private static let points = isFullLength ? Int.max : 40
    private static let run = UUID(high: 0x019A_8F3C_0000_7000, low: 0xA000_0000_0000_0001)

    /// What is backed up lies elsewhere, on a disk that nothing happens to.
    private struct Place: Sendable {
        let source: String
        let disk: String

        var fixture: BackupFixture { BackupFixture(folder: disk) }

        func job() -> BackupJob {
            BackupJob(
                run: RepositoryPowerCutTests.run,
                source: FilesSource([FilePath(SystemString(source))]),
                details: SnapshotDetails(hostName: "test", paths: [source]),
                issuePolicy: .failFast, started: Timestamp(milliseconds: 1_700_000_000_000))
        }
    }

    @Test func aBackupGoesOnWhateverWasOnTheDisk() async throws {
        var random = SeededGenerator()
        let seed = random.next() as UInt64
        try await withScratchFolder { scratch in
            let place = Place(source: "\(scratch)/source", disk: "\(scratch)/disk")
            _ = try await blocking {
                try shell("mkdir -p '\(scratch)/source/sub' '\(scratch)/disk/r'")
            }
            // Three packs, and small files beside.
            for number in 0..<4 {
                let content = BackupFixture.noise(9 << 20, &random)
                try await blocking {
                    try writeFile(content, to: "\(scratch)/source/large \(number)")
                }
            }
            for number in 0..<20 {
                let content = BackupFixture.noise(number * 100, &random)
                try await blocking {
                    try writeFile(content, to: "\(scratch)/source/sub/\(number)")
                }
            }
            try await place.fixture.create().close()
            let cut = try await PowerCut.record(FilePath(place.disk)) { recording in
                let vault = try await place.fixture.open()
                try await place.fixture.backUp(vault, place.job())
                recording.note("stored")
                await vault.close()
            }
            #expect(cut.eventCount > 20)
            var reused = 0
            let count = try await cut.forEachCrash(seed: seed, atMost: Self.points) { crash in
                reused += try await requireContinued(
                    Place(source: place.source, disk: "\(crash.root)"), crash)
            }
            // At a few points of a hundred a pack is finished: a slice may miss them all.
            #expect(
                reused > 0 || count < 400,
                "no finished pack was ever kept, seed \(random.seed)")
            print("\(count) power cuts of a backup, \(reused) packs kept, seed \(random.seed)")
        }
    }

    /// Everything that has to hold after a cut, but that its lock is taken away: here the process
    /// that took it lives.
    /// - Returns: How many finished packs were not sent again.
    private func requireContinued(_ place: Place, _ crash: PowerCut.Crash) async throws -> Int {
        let before = try await place.fixture.open()
        let snapshots = try await before.list(.snapshots)
        if crash.notes.contains("stored") { #expect(snapshots.count == 1, "\(crash)") }
        // What is there is whole, before anybody mends anything.
        try await requireSound(place, crash)
        await before.close()
        let vault = try await place.fixture.open()
        let made = try await place.fixture.backUp(vault, place.job())
        #expect(try await vault.list(.snapshots).count == 1, "\(crash)")
        await vault.close()
        try await requireSound(place, crash)
        let out = "\(place.disk)/out"
        _ = try await Restic.new(place.fixture.repository, "restore", "latest", "--target", out)
        let same = try await runProgram("diff", ["-r", place.source, "\(out)\(place.source)"])
        #expect(same.status == 0, "\(crash): \(same.text)")
        return made.report.outcomes[0].reused
    }

    private func requireSound(_ place: Place, _ crash: PowerCut.Crash) async throws {
        let check = try await Restic.new(
            place.fixture.repository, "check", "--read-data", "--no-lock")
        #expect(
            String(decoding: check, as: UTF8.self).contains("no errors were found"), "\(crash)")
    }
}
