import Connector
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Backups that were interrupted and are tried again.
@Suite struct ResumeTests {
    /// Fails the fourth part once.
    static func interrupting(_ number: Int = 4)
        -> @Sendable (ObjectName, Int)
        -> GateStorage.Outcome
    {
        { name, attempt in
            name.lastPart == PartName(number).text[...] && attempt == 1
                ? .fails(StorageError(.failed, "the disk has gone")) : .proceeds
        }
    }

    static func isFailed(_ report: BackupReport) -> Bool {
        report.outcomes.allSatisfy { outcome in
            guard case .failed = outcome.verdict else { return false }
            return true
        }
    }

    /// One file that goes over many parts, and some around it.
    static func bigTree(_ seed: UInt64 = 1) -> [SyntheticTree.Node] {
        var big = SyntheticTree.Node(path: "tree/m big", seed: seed, size: 40 << 20)
        big.isCompressible = false
        return SyntheticTree.everything(seed: seed, size: 1 << 20) + [big]
    }

    @Test(.timeLimit(.minutes(2)), arguments: [true, false])
    func finishedPartsAreNotSentAgain(isLocal: Bool) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(Self.bigTree())
            let memory = MemoryStorage()
            let gate = GateStorage(memory, isLocal: isLocal, Self.interrupting())
            let vault = try await fixture.vault(gate)
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            #expect(try await memory.head(fixture.layout.completion) == nil)
            let before = gate.partsPut
            let report = try await fixture.backup(tree, to: [vault])
            _ = report.requireStored()
            // The third may still have been on its way when the fourth failed.
            let reused = report.outcomes[0].reused
            #expect((2...3).contains(reused))
            #expect(report.issues.isEmpty)
            let again = gate.partsPut.dropFirst(before.count)
            #expect(again.first == PartName(reused + 1).text)
            #expect(Set(again).isDisjoint(with: (1...reused).map { PartName($0).text }))
            try await Self.requireWhole(fixture, tree.list, vault)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aFileThatChangedMeanwhileIsTornAndEverythingElseIsWhole() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(Self.bigTree())
            let gate = GateStorage(MemoryStorage(), Self.interrupting())
            let vault = try await fixture.vault(gate)
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            tree.change { nodes in
                let big = nodes.firstIndex { $0.path == "tree/m big" }
                nodes[big ?? 0].modified = FileTime(seconds: 1_700_000_001)
                // One that was stored already, and one that is new behind the walk.
                let early = nodes.firstIndex { $0.path == "tree/empty" }
                nodes[early ?? 0].modified = FileTime(seconds: 1_700_000_002)
                nodes.append(.init(path: "tree/a new one", seed: 4, size: 4))
            }
            let report = try await fixture.backup(tree, to: [vault])
            let snapshot = try #require(report.requireStored().first)
            #expect(report.issues.counts[.torn(.changed)] == 2)
            #expect(snapshot.issues == 2)
            let index = try await fixture.index(of: vault)
            let big = try #require(index.entries.first { "\($0.path)" == "tree/m big" })
            #expect(big.tear == .changed)
            #expect(big.digest == nil)
            // That it is missing is no issue of a snapshot of an earlier moment, and is told.
            #expect(!index.entries.contains { "\($0.path)" == "tree/a new one" })
            let note = try #require(report.outcomes[0].notes.first)
            #expect(note.hasPrefix("1 entry came to be after this backup began"))
            // What follows it is where the index says.
            try await Self.requireContent(fixture, tree.list, vault, but: ["tree/m big"])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aFileThatIsGoneMeanwhileStaysAsFarAsItWasStored() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(Self.bigTree())
            let gate = GateStorage(MemoryStorage(), Self.interrupting())
            let vault = try await fixture.vault(gate)
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            tree.change { $0.removeAll { $0.path == "tree/m big" } }
            let report = try await fixture.backup(tree, to: [vault])
            _ = report.requireStored()
            #expect(report.issues.counts[.torn(.replaced)] == 1)
            let index = try await fixture.index(of: vault)
            let big = try #require(index.entries.first { "\($0.path)" == "tree/m big" })
            #expect(big.tear == .replaced)
            try await Self.requireContent(fixture, tree.list, vault)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aPartThatIsNotAsItWasSentIsReplaced() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(Self.bigTree())
            let memory = MemoryStorage()
            let gate = GateStorage(memory, Self.interrupting(6))
            let vault = try await fixture.vault(gate)
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            let name = fixture.layout.part(PartName(3))
            var bytes = try await memory.get(name, limit: 10 << 20)
            bytes[bytes.count / 2] ^= 1
            try await memory.put(name, bytes, .replace)
            let report = try await fixture.backup(tree, to: [vault])
            _ = report.requireStored()
            #expect(report.outcomes[0].reused == 2)
            #expect(report.outcomes[0].notes.count == 1)
            #expect(report.outcomes[0].notes.first?.hasPrefix("payload.part000003") == true)
            try await Self.requireWhole(fixture, tree.list, vault)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func withoutItsJournalARunBeginsAnewAndLeavesNoStrangeParts() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let memory = MemoryStorage()
            let gate = GateStorage(memory, Self.interrupting(9))
            let vault = try await fixture.vault(gate)
            let tree = SyntheticTree(Self.bigTree())
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            _ = try await blocking { try shell("rm -r '\(scratch)/state'") }
            tree.change { $0.removeAll { $0.path == "tree/m big" } }
            let report = try await fixture.backup(tree, to: [vault])
            _ = report.requireStored()
            #expect(report.outcomes[0].reused == 0)
            try await Self.requireWhole(fixture, tree.list, vault)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func vaultsAtDifferentPlacesAreEachContinuedFromTheirs() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(Self.bigTree())
            let gates = [2, 5, 99].map {
                GateStorage(MemoryStorage(place: "memory:\($0)"), Self.interrupting($0))
            }
            var vaults: [ArchiveVault] = []
            for (number, gate) in gates.enumerated() {
                vaults.append(try await fixture.vault(gate, number: UInt64(number)))
            }
            let first = try await fixture.backup(tree, to: vaults)
            // One vault's failure is its own.
            #expect(
                first.outcomes.map { if case .stored = $0.verdict { true } else { false } }
                    == [false, false, true])
            let before = gates.map(\.partsPut.count)
            let report = try await fixture.backup(tree, to: vaults)
            #expect(report.requireStored().count == 3)
            let reused = report.outcomes.map(\.reused)
            // The part before the one that failed was on its way, and had arrived or not.
            #expect((0...1).contains(reused[0]) && (3...4).contains(reused[1]) && reused[2] == 0)
            for number in 0..<2 {
                let next = PartName(reused[number] + 1).text
                #expect(gates[number].partsPut[before[number]] == next)
            }
            #expect(gates[2].partsPut.count == before[2])
            for vault in vaults { try await Self.requireWhole(fixture, tree.list, vault) }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func anAnswerThatWasLostAtTheVeryEndIsNoFailure() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree([.init(path: "a", seed: 1, size: 1000)])
            let gate = GateStorage(MemoryStorage()) { name, attempt in
                name.lastPart == "complete.json" && attempt == 1 ? .loses : .proceeds
            }
            let vault = try await fixture.vault(gate)
            #expect(Self.isFailed(try await fixture.backup(tree, to: [vault])))
            let puts = gate.puts.count
            _ = try await fixture.backup(tree, to: [vault]).requireStored()
            #expect(gate.puts.count == puts)
        }
    }

    @Test func twoProcessesDoNotWorkOnOneRun() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let vault = try await fixture.vault(MemoryStorage())
            let state = fixture.settings.stateFolder
            let other = try await RunFolder.open(state, ArchiveFixture.run)
            let tree = SyntheticTree([.init(path: "a", seed: 1, size: 1000)])
            await #expect { try await fixture.backup(tree, to: [vault]) } throws: { error in
                (error as? EngineError)?.kind == .locked
            }
            await other.remove()
        }
    }

    // MARK: Comparing

    /// Everything is there, and nothing is torn.
    static func requireWhole(
        _ fixture: ArchiveFixture, _ nodes: [SyntheticTree.Node], _ vault: ArchiveVault
    ) async throws {
        let index = try await fixture.index(of: vault)
        #expect(index.entries.map { "\($0.path)" } == nodes.map(\.path))
        #expect(index.entries.allSatisfy { $0.tear == nil })
        try await requireContent(fixture, nodes, vault)
        let manifest = try await fixture.manifest(vault)
        let objects = try await vault.storage.listAll(fixture.layout.folder)
        #expect(objects.count == manifest.parts.count + 5)
    }

    /// The payload holds at each place of the index what the node has.
    static func requireContent(
        _ fixture: ArchiveFixture, _ nodes: [SyntheticTree.Node], _ vault: ArchiveVault,
        but torn: Set<String> = []
    ) async throws {
        let payload = try await fixture.payload(of: vault)
        let index = try await fixture.index(of: vault)
        #expect(index.end.tar == Int64(payload.count))
        let byPath = Dictionary(uniqueKeysWithValues: nodes.map { ($0.path, $0) })
        for record in index.entries where record.kind == .file {
            guard let node = byPath["\(record.path)"], !torn.contains(node.path),
                node.extents == nil
            else { continue }
            let start = Int(try #require(record.contentOffset))
            let data = Array(payload[start..<(start + Int(record.dataSize))])
            #expect(data == SyntheticTree.bytes(node), "\(node.path)")
        }
    }
}
