import Engine
import Host
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

@Suite struct RemovalTests {
    private static let runs = (1...3).map { "0000000\($0)-0000-4000-8000-000000000000" }

    private func withVault(_ body: (SealedFixture) async throws -> Void) async throws {
        try await withScratchFolder { tree in
            try writeFile(Array("hello".utf8), to: "\(tree)/file")
            let wishes = Self.runs.map { SealedFixture.Wish(run: $0) }
            let fixture = try await SealedFixture.make(tree, wishes[0], wishes[1], wishes[2])
            try await body(fixture)
        }
    }

    private func names(_ fixture: SealedFixture) async throws -> [String] {
        try await fixture.storage.listAll(nil).map(\.name.text)
    }

    @Test(.timeLimit(.minutes(1))) func forgettingTakesOneAndNothingForeign() async throws {
        try await withVault { fixture in
            let vault = try await fixture.open()
            let gone = SealedFixture.id(Self.runs[1])
            let home = fixture.folder.replacing(Self.runs[2], with: Self.runs[1])
            let foreign = ["notes.txt", "payload.part1", "deeper/manifest.json"]
            for name in foreign {
                try await fixture.storage.put(ObjectName("\(home)/\(name)"), [1], .create)
            }
            let before = try await names(fixture)
            try await vault.forget([gone], RunProgress())
            try await vault.forget([gone], RunProgress())
            let left = try await names(fixture)
            #expect(left.filter { $0.contains(Self.runs[1]) }.count == foreign.count)
            #expect(
                left.filter { !$0.contains(Self.runs[1]) }
                    == before.filter { !$0.contains(Self.runs[1]) })
            #expect(
                try await vault.snapshots().snapshots.map(\.id.text) == [
                    Self.runs[0], Self.runs[2],
                ])
        }
    }

    /// Interrupted after every number of removals: what is left is whole or unfinished.
    @Test(.timeLimit(.minutes(1))) func anInterruptionLeavesNoDamage() async throws {
        try await withVault { fixture in
            let objects = try await fixture.storage.listAll(ObjectName(fixture.folder)).count
            for allowed in 0..<objects {
                let copy = try await fixture.copy()
                let failing = RemovalLimit(copy.storage, allowed)
                let vault = try await copy.open(through: failing)
                await #expect(throws: EngineError.self) {
                    try await vault.forget([SealedFixture.id(Self.runs[2])], RunProgress())
                }
                let list = try await copy.open().snapshots()
                #expect(list.damaged.isEmpty, "\(allowed) removals")
                #expect(list.snapshots.count == (allowed == 0 ? 3 : 2))
                #expect(list.unfinished.count == (allowed == 0 ? 0 : 1))
                let report = try await copy.open().prune(
                    unfinishedBefore: .init(milliseconds: .max), isRehearsal: false, RunProgress())
                // Without its record alone it may be one that lost it: only who asks ends that.
                let isSwept = allowed > 1
                #expect(report.objects == (isSwept ? objects - allowed : 0))
                #expect(
                    try await copy.open().snapshots().unfinished.count == (allowed == 1 ? 1 : 0))
                if allowed == 1 {
                    let again = try await copy.open()
                    try await again.forget([SealedFixture.id(Self.runs[2])], RunProgress())
                    #expect(try await again.snapshots().unfinished.isEmpty)
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func pruningSparesWhatIsYoungOrInUse() async throws {
        try await withVault { fixture in
            for run in Self.runs.prefix(2) {
                let home = fixture.folder.replacing(Self.runs[2], with: run)
                for name in ["complete.json", "manifest.json"] {
                    try await fixture.storage.delete(ObjectName("\(home)/\(name)"))
                }
            }
            let vault = try await fixture.open()
            let young = try await vault.prune(
                unfinishedBefore: Timestamp(milliseconds: 0), isRehearsal: false, RunProgress())
            #expect(young.unfinished.isEmpty && young.objects == 0)
            let rehearsal = try await vault.prune(
                unfinishedBefore: Timestamp(milliseconds: .max), isRehearsal: true, RunProgress())
            #expect(rehearsal.unfinished.map(\.id.text) == Array(Self.runs.prefix(2)))
            #expect(try await vault.snapshots().unfinished.count == 2)
            let report = try await vault.prune(
                unfinishedBefore: Timestamp(milliseconds: .max),
                inUse: [SealedFixture.id(Self.runs[0])], isRehearsal: false, RunProgress())
            #expect(report.unfinished.map(\.id.text) == [Self.runs[1]])
            #expect(report.freed.bytes > 0)
            let left = try await vault.snapshots()
            #expect(left.unfinished.map(\.id.text) == [Self.runs[0]])
            #expect(left.snapshots.map(\.id.text) == [Self.runs[2]])
        }
    }

    /// An unfinished one may be a backup that is being made.
    @Test(.timeLimit(.minutes(1))) func forgettingLeavesUnfinishedOnesAlone() async throws {
        try await withVault { fixture in
            try await fixture.storage.delete(fixture.object("complete.json"))
            try await fixture.storage.delete(fixture.object("SHA256SUMS"))
            let before = try await names(fixture)
            try await fixture.open().forget([SealedFixture.id(Self.runs[2])], RunProgress())
            #expect(try await names(fixture) == before)
        }
    }

    /// Somebody has lost what makes the newest a snapshot, two hours ago.
    @Test(.timeLimit(.minutes(1))) func aLostRecordIsToldAndNothingIsSweptForIt() async throws {
        try await withVault { fixture in
            let lost = SealedFixture.id(Self.runs[2])
            let old = try await fixture.copy(
                clock: WallClock { WallClock.system.now - .seconds(7200) })
            try await old.storage.delete(old.object("complete.json"))
            let vault = try await old.open()
            let list = try await vault.snapshots()
            #expect(list.damaged.map(\.id) == [lost])
            #expect(list.unfinished.isEmpty && list.snapshots.count == 2)
            for scope in [VerifyScope(reading: .structure), .init(reading: .everything)] {
                let report = try await vault.verify(scope, RunProgress())
                #expect(report.findings.map(\.snapshot) == [lost])
                #expect(report.findings.first?.message.contains("complete.json") == true)
            }
            let before = try await names(old)
            let swept = try await vault.prune(
                unfinishedBefore: .init(milliseconds: .max), isRehearsal: false, RunProgress())
            #expect(swept.objects == 0 && swept.unfinished.isEmpty)
            #expect(try await names(old) == before)
            // What is half gone is nobody's snapshot any more.
            let half = try await old.copy(clock: WallClock { Timestamp(seconds: 1) })
            try await half.storage.delete(half.object("payload.part000001"))
            #expect(try await half.open().snapshots().damaged.isEmpty)
            try await vault.forget([lost], RunProgress())
            #expect(try await names(old).filter { $0.contains(Self.runs[2]) }.isEmpty)
            let after = try await vault.verify(VerifyScope(reading: .structure), RunProgress())
            #expect(after.findings == [])
        }
    }
}

extension SealedFixture {
    func copy(clock: WallClock = .system) async throws -> SealedFixture {
        let copied = MemoryStorage(clock: clock)
        for object in try await storage.listAll(nil) {
            try await copied.put(
                object.name, try await storage.get(object.name, limit: .max), .create)
        }
        return SealedFixture(storage: copied, made: made)
    }
}
