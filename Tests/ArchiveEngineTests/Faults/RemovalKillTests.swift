import Engine
import Storage
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Processes killed while they take snapshots away.
@Suite struct RemovalKillTests {
    private static let runs = (1...4).map {
        UUID(high: 0x019A_8F3C_0000_7000, low: 0xA000_0000_0000_0000 + UInt64($0))
    }
    private static var forgotten: [SnapshotID] { runs[1...2].map { SnapshotID($0) } }

    enum Work: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case forget, prune

        var testDescription: String { rawValue }

        func run(in scratch: String) async throws {
            let vault = try await ArchiveFixture(in: scratch).localVault()
            switch self {
            case .forget: try await vault.forget(RemovalKillTests.forgotten, RunProgress())
            case .prune:
                _ = try await vault.prune(
                    unfinishedBefore: Timestamp(milliseconds: .max), isRehearsal: false,
                    RunProgress())
            }
        }
    }

    @Test(.timeLimit(.minutes(30)), arguments: Work.allCases)
    func afterAKillEverySnapshotIsWholeAndARetryFinishes(work: Work) async throws {
        var random = SeededGenerator()
        var cutShort = 0
        try await withScratchFolder { scratch async throws in
            try await Self.makeVault(in: "\(scratch)/made", for: work)
            let before = try await Self.copy("made", in: scratch).snapshots()
            await #expect(processExitsWith: .success) {
                [scratch = scratch as String, work = work.rawValue as String] in
                try await EventCount.note(to: "\(scratch)/events") {
                    try await Work(rawValue: work)?.run(in: "\(scratch)/copy")
                }
            }
            let after = try await ArchiveFixture(in: "\(scratch)/copy").localVault().snapshots()
            let events = try EventCount.read(from: "\(scratch)/events")
            for _ in 0..<KillTests.kills {
                let vault = try await Self.copy("made", in: scratch)
                try await Self.kill(
                    work, in: "\(scratch)/copy", at: Int.random(in: 1...events, using: &random),
                    delay: UInt32.random(in: 0...300, using: &random))
                let list = try await vault.snapshots()
                let context = "\(work), seed \(random.seed)"
                #expect(list.damaged.isEmpty, "\(context)")
                #expect(Set(list.snapshots).isSubset(of: before.snapshots), "\(context)")
                #expect(Set(list.snapshots).isSuperset(of: after.snapshots), "\(context)")
                if list.unfinished.count > after.unfinished.count { cutShort += 1 }
                let report = try await vault.verify(
                    VerifyScope(reading: .everything), RunProgress())
                #expect(report.findings == [] && report.snapshots >= 2, "\(context)")
                try await work.run(in: "\(scratch)/copy")
                #expect(try await vault.snapshots().snapshots == after.snapshots, "\(context)")
            }
        }
        #expect(cutShort > 0, "no kill ever hit the work, seed \(random.seed)")
        print("\(KillTests.kills) of \(work) killed, \(cutShort) in the middle, \(random.seed)")
    }

    private static func kill(
        _ work: Work, in scratch: String, at event: Int, delay: UInt32
    ) async throws {
        await #expect(processExitsWith: .signal(9)) {
            [
                scratch = scratch as String, work = work.rawValue as String, event = event as Int,
                delay = delay as UInt32
            ] in
            KillAtEvent.arm(event, delay: delay)
            try await Work(rawValue: work)?.run(in: scratch)
            KillAtEvent.now()
        }
    }

    /// Four snapshots; for pruning, two of them unfinished.
    private static func makeVault(in folder: String, for work: Work) async throws {
        _ = try await blocking { try shell("mkdir '\(folder)'") }
        let fixture = try ArchiveFixture(in: folder)
        let vault = try await fixture.localVault()
        let tree = SyntheticTree(SyntheticTree.everything(seed: 1, size: 3 << 20))
        for run in runs {
            let report = try await fixture.engine.backup(
                fixture.job(tree, run: run), to: [vault], RunProgress())
            _ = report.requireStored()
            if work == .prune, forgotten.contains(SnapshotID(run)) {
                let unfinished = ArchiveFixture.scope.snapshot(run)
                try await vault.storage.delete(unfinished.completion)
                try await vault.storage.delete(unfinished.sums)
            }
        }
    }

    private static func copy(_ name: String, in scratch: String) async throws -> ArchiveVault {
        _ = try await blocking {
            try shell("cd '\(scratch)' && rm -rf copy && cp -a '\(name)' copy")
        }
        return try await ArchiveFixture(in: "\(scratch)/copy").localVault()
    }
}
