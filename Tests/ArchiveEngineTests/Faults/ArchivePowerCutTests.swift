import Connector
import Engine
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// The vault's folder and the journal on one disk, and its power cut at every moment of what is
/// done to them, with what was not synchronised lost, kept or torn.
@Suite(.timeLimit(.minutes(60))) struct ArchivePowerCutTests {
    private static let points = isFullLength ? Int.max : 60
    /// Of people, beside ours.
    private static func foreign() throws -> [ObjectName] {
        let folder = ArchiveFixture.scope.snapshot(ArchiveFixture.run).folder
        return try [
            "notes.txt", "tenants/notes.txt", ObjectName("\(folder.folder ?? folder)/notes.txt"),
            ObjectName("\(folder)/notes.txt"), ObjectName("\(folder)/payload.part1"),
        ]
    }

    /// Parts of a frame each, mostly of what compresses to nothing: small on the disk.
    private static func tree() -> SyntheticTree {
        var nodes = SyntheticTree.everything(seed: 5, size: 200_000, file: 60_000)
        for number in 0..<4 {
            var noise = SyntheticTree.Node(path: "tree/n\(number) noise", seed: 3, size: 1_200_000)
            noise.isCompressible = false
            noise.seed += UInt64(number)
            nodes.append(noise)
            nodes.append(.init(path: "tree/n\(number) plain", seed: 20, size: 3_200_000))
        }
        return SyntheticTree(nodes)
    }

    // MARK: Backups

    @Test func aBackupGoesOnWhateverWasOnTheDisk() async throws {
        try await cutBackup { _, _ in }
    }

    /// Also when it goes on with one that was interrupted before.
    @Test func aBackupThatGoesOnGoesOnAgain() async throws {
        try await cutBackup { fixture, storage in
            let failing = GateStorage(storage, isLocal: true) { name, _ in
                name.lastPart == PartName(3).text[...]
                    ? .fails(StorageError(.failed, "the disk has gone")) : .proceeds
            }
            let vault = try await fixture.vault(failing)
            let report = try await fixture.backup(Self.tree(), to: [vault])
            guard case .failed = report.outcomes[0].verdict else {
                Issue.record("the third part was stored")
                return
            }
        }
    }

    private func cutBackup(
        after prepare: (ArchiveFixture, any Storage) async throws -> Void
    ) async throws {
        var random = SeededGenerator()
        let seed = random.next() as UInt64
        try await withScratchFolder { scratch in
            _ = try await blocking { try shell("mkdir '\(scratch)/disk'") }
            let fixture = try ArchiveFixture(in: "\(scratch)/disk")
            let storage = try await fixture.localVault().storage
            for name in try Self.foreign() { try await storage.put(name, [7], .create) }
            try await prepare(fixture, storage)
            let cut = try await PowerCut.record(FilePath(fixture.folder)) { recording in
                let gate = GateStorage(storage, isLocal: true) { name, _ in
                    recording.note("began \(name.lastPart)")
                    return .proceeds
                }
                let vault = try await fixture.vault(gate)
                _ = try await fixture.backup(Self.tree(), to: [vault]).requireStored()
                recording.note("stored")
            }
            #expect(cut.eventCount > 60)
            var reused = 0
            let count = try await cut.forEachCrash(seed: seed, atMost: Self.points) { crash in
                reused += try await requireContinued(crash)
            }
            #expect(reused > 0, "no finished part was ever kept, seed \(random.seed)")
            print("\(count) power cuts of a backup, \(reused) parts kept, seed \(random.seed)")
        }
    }

    /// Everything that has to hold after a cut.
    /// - Returns: How many finished parts were not sent again.
    private func requireContinued(_ crash: PowerCut.Crash) async throws -> Int {
        let fixture = try ArchiveFixture(in: "\(crash.root)")
        let local = try await fixture.localVault()
        let list = try await local.snapshots()
        #expect(list.damaged.isEmpty, "\(crash)")
        let isStored = !list.snapshots.isEmpty
        if crash.notes.contains("stored") { #expect(isStored, "\(crash)") }
        if isStored { try await requireWhole(local, snapshots: 1, crash) }
        let journaled = try await journaled(fixture, local)

        let gate = GateStorage(local.storage, isLocal: true)
        let vault = try await fixture.vault(gate)
        let report = try await fixture.backup(Self.tree(), to: [vault])
        #expect(report.requireStored().count == 1, "\(crash)")
        let outcome = report.outcomes[0]
        #expect(outcome.notes == [], "\(crash)")
        if isStored {
            #expect(gate.puts.isEmpty, "\(crash)")
        } else {
            // Nothing that the journal names is sent again, and it names what was finished.
            #expect(outcome.reused == journaled, "\(crash)")
            #expect(journaled >= Self.promised(crash.notes), "\(crash)")
            let again = Set(gate.partsPut)
            #expect(
                again.isDisjoint(with: (0..<journaled).map { PartName($0 + 1).text }), "\(crash)")
            #expect(report.issues.isEmpty, "\(crash)")
        }
        try await requireWhole(local, snapshots: 1, crash)
        for name in try Self.foreign() {
            #expect(try await local.storage.get(name, limit: 10) == [7], "\(name): \(crash)")
        }
        return outcome.reused
    }

    private func journaled(_ fixture: ArchiveFixture, _ vault: ArchiveVault) async throws -> Int {
        let path = FilePath("\(fixture.folder)/state/\(ArchiveFixture.run)")
        do {
            let folder = try await blocking { try Folder(at: path) }
            let disk = try LaneDisk(folder, vault: vault.marker.vault)
            return try await disk.load()?.parts.count ?? 0
        } catch let error as FileError where error.kind == .notFound {
            return 0
        }
    }

    /// At most two are on their way: who begins one has finished all but the one before.
    private static func promised(_ notes: [String]) -> Int {
        let begun = notes.compactMap { PartName($0.dropFirst("began ".count))?.number }.max() ?? 0
        return max(0, begun - 2)
    }

    private func requireWhole(
        _ vault: ArchiveVault, snapshots: Int, _ crash: PowerCut.Crash
    ) async throws {
        let list = try await vault.snapshots()
        #expect(list.damaged.isEmpty && list.snapshots.count == snapshots, "\(crash)")
        let report = try await vault.verify(VerifyScope(reading: .everything), RunProgress())
        #expect(report.findings == [], "\(crash)")
    }

    // MARK: Removal

    private static let runs = (1...3).map {
        UUID(high: 0x019A_8F3C_0000_7000, low: 0xA000_0000_0000_0000 + UInt64($0))
    }

    /// Forgetting one, and cleaning up what was not finished.
    @Test func aRemovalTakesAllOfASnapshotOrNothing() async throws {
        var random = SeededGenerator()
        let seed = random.next() as UInt64
        try await withScratchFolder { scratch in
            _ = try await blocking { try shell("mkdir '\(scratch)/disk'") }
            let fixture = try ArchiveFixture(in: "\(scratch)/disk")
            let vault = try await fixture.localVault()
            let tree = SyntheticTree(SyntheticTree.everything(seed: 1, size: 100_000))
            for run in Self.runs {
                let job = fixture.job(tree, run: run)
                let report = try await fixture.engine.backup(job, to: [vault], RunProgress())
                _ = report.requireStored()
            }
            // One that was not finished.
            let unfinished = ArchiveFixture.scope.snapshot(Self.runs[0])
            try await vault.storage.delete(unfinished.completion)
            try await vault.storage.delete(unfinished.sums)
            for name in try Self.foreign() { try await vault.storage.put(name, [7], .create) }
            let cut = try await PowerCut.record(FilePath(fixture.folder)) { recording in
                try await vault.forget([SnapshotID(Self.runs[1])], RunProgress())
                recording.note("forgotten")
                _ = try await Self.prune(vault)
                recording.note("pruned")
            }
            // Ten objects go. How many of them share a synchronisation depends on the moment.
            #expect(cut.eventCount > 11)
            let count = try await cut.forEachCrash(seed: seed, atMost: Self.points) { crash in
                try await requireRemoved(crash)
            }
            print("\(count) power cuts of a removal, seed \(random.seed)")
        }
    }

    private static func prune(_ vault: ArchiveVault) async throws -> PruneReport {
        try await vault.prune(
            unfinishedBefore: Timestamp(milliseconds: .max), isRehearsal: false, RunProgress())
    }

    private func requireRemoved(_ crash: PowerCut.Crash) async throws {
        let fixture = try ArchiveFixture(in: "\(crash.root)")
        let vault = try await fixture.localVault()
        let list = try await vault.snapshots()
        #expect(list.damaged.isEmpty, "\(crash)")
        let found = Set(list.snapshots.map(\.id))
        #expect(found.contains(SnapshotID(Self.runs[2])), "\(crash)")
        #expect(found.isSubset(of: Self.runs.dropFirst().map { SnapshotID($0) }), "\(crash)")
        if crash.notes.contains("forgotten") { #expect(found.count == 1, "\(crash)") }
        try await requireWhole(vault, snapshots: found.count, crash)
        try await vault.forget([SnapshotID(Self.runs[1])], RunProgress())
        _ = try await Self.prune(vault)
        try await requireWhole(vault, snapshots: 1, crash)
        #expect(try await vault.snapshots().unfinished.isEmpty, "\(crash)")
        for name in try Self.foreign() {
            #expect(try await vault.storage.get(name, limit: 10) == [7], "\(name): \(crash)")
        }
    }
}
