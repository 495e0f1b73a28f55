import Engine
import Host
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Machines and servers whose clocks are wrong, or are put right in the middle of the work.
@Suite(.timeLimit(.minutes(2))) struct ClockTests {
    private static let years = Duration.seconds(10 * 365 * 86_400)

    private static func tree() -> SyntheticTree {
        var big = SyntheticTree.Node(path: "tree/m big", seed: 79, size: 24 << 20)
        big.isCompressible = false
        return SyntheticTree(SyntheticTree.everything(seed: 8, size: 300_000) + [big])
    }

    /// Fails at its fourth part.
    private static func attempt(_ fixture: ArchiveFixture, _ storage: any Storage) async throws {
        let gate = GateStorage(storage) { name, _ in
            name.lastPart == PartName(4).text[...]
                ? .fails(StorageError(.failed, "the line is gone")) : .proceeds
        }
        let report = try await fixture.backup(tree(), to: [try await fixture.vault(gate)])
        guard case .failed = report.outcomes[0].verdict else {
            Issue.record("it was stored")
            return
        }
    }

    @Test(arguments: [.zero - years, .seconds(-5), years])
    func anAttemptGoesOnWhateverTheClockSaysNow(jump: Duration) async throws {
        try await withScratchFolder { scratch in
            var fixture = try ArchiveFixture(in: scratch)
            fixture.settings.wall = WallClock { ArchiveFixture.started }
            let memory = MemoryStorage()
            try await Self.attempt(fixture, memory)
            fixture.settings.wall = WallClock { ArchiveFixture.started + jump }
            let vault = try await fixture.vault(memory)
            let report = try await fixture.backup(Self.tree(), to: [vault])
            let snapshot = try #require(report.requireStored().first)
            #expect(report.outcomes[0].reused >= 2)
            #expect(report.outcomes[0].notes == [])
            // The snapshot is of the moment when its first attempt began.
            #expect(snapshot.time == ArchiveFixture.started)
            try await ServerFaultTests.requireOnlyWhole(vault, count: 1)
            try await ResumeTests.requireContent(fixture, Self.tree().list, vault)
        }
    }

    /// A clock that was put on by years makes everything look old; what is still to be gone on
    /// with is spared, by this machine's journal and not by its clock.
    @Test(arguments: [.zero - years, years])
    func cleaningUpByAWrongClockTakesNothingThatIsNeeded(jump: Duration) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let clock = WallClock { ArchiveFixture.started }
            let memory = MemoryStorage(clock: clock)
            try await Self.attempt(fixture, memory)
            let vault = try await fixture.vault(memory)
            let now = ArchiveFixture.started + jump
            let report = try await vault.prune(
                unfinishedBefore: now - .seconds(7 * 86_400),
                inUse: [SnapshotID(ArchiveFixture.run)], isRehearsal: false, RunProgress())
            #expect(report.unfinished.isEmpty && report.objects == 0)
            let second = try await fixture.backup(Self.tree(), to: [vault])
            _ = second.requireStored()
            #expect(second.outcomes[0].reused >= 2)
            let again = try await vault.prune(
                unfinishedBefore: now - .seconds(7 * 86_400), isRehearsal: false, RunProgress())
            #expect(again.unfinished.isEmpty && again.objects == 0)
            try await ServerFaultTests.requireOnlyWhole(vault, count: 1)
        }
    }

    /// Another machine's clean-up took an attempt away: the next begins anew and says so.
    @Test func whatWasCleanedUpIsMadeAnew() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let memory = MemoryStorage()
            try await Self.attempt(fixture, memory)
            let vault = try await fixture.vault(memory)
            let report = try await vault.prune(
                unfinishedBefore: Timestamp(milliseconds: .max), isRehearsal: false, RunProgress())
            #expect(report.unfinished.count == 1)
            let second = try await fixture.backup(Self.tree(), to: [vault])
            _ = second.requireStored()
            #expect(second.outcomes[0].reused == 0)
            #expect(second.outcomes[0].notes.first?.contains("is gone") == true)
            try await ServerFaultTests.requireOnlyWhole(vault, count: 1)
        }
    }

    // MARK: What is left of runs

    @Test func whatIsLeftOfRunsIsRemovedUnlessSomebodyNeedsIt() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let state = fixture.settings.stateFolder
            let runs = (1...4).map { UUID(high: 0x019A_8F3C_0000_7000, low: UInt64($0)) }
            // Left behind, to be gone on with, being worked on; and what is none of ours.
            for run in runs.prefix(2) {
                let folder = try await RunFolder.open(state, run)
                try writeFile([1], to: "\(folder.folder.path)/x.journal")
            }
            let working = try await RunFolder.open(state, runs[2])
            _ = try await blocking { try shell("mkdir '\(state)/mine'; : >'\(state)/\(runs[3])'") }
            let count = try await fixture.engine.removeAbandonedRuns { [runs[1]] }
            #expect(count == 1)
            let left = try await blocking { try shell("ls '\(state)' | LC_ALL=C sort").output }
            let names = [runs[1], runs[2], runs[3]].map(\.description) + ["mine"]
            #expect(left.split(separator: "\n").map(String.init) == names.sorted())
            // Its folder is still the one that it locked.
            await working.remove()
            _ = try await RunFolder.open(state, runs[2])
        }
    }

    /// Who opens a run while another ends it gets a folder that is there.
    @Test func aRunThatEndsWhileItIsOpenedIsNotLost() async throws {
        try await withScratchFolder { scratch in
            let state = FilePath("\(scratch)/state")
            let opened = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await Self.openAndEnd(state, times: 60) }
                }
                return try await group.reduce(0, +)
            }
            // How many come to it while nobody holds it depends on the machine.
            #expect(opened > 0)
        }
    }

    private static func openAndEnd(_ state: FilePath, times: Int) async throws -> Int {
        var opened = 0
        for _ in 0..<times {
            do {
                let run = try await RunFolder.open(state, ArchiveFixture.run)
                opened += 1
                try await blocking {
                    try writeFile([1], to: "\(state)/\(ArchiveFixture.run)/x.journal")
                }
                await run.remove()
            } catch let error as FileError {
                guard case .inUse = error.kind else { throw error }
            }
        }
        return opened
    }
}
