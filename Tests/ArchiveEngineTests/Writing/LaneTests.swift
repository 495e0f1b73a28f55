import Connector
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Vaults that fail, stall or are full beside ones that do not; cancellation.
@Suite struct LaneTests {
    private static func tree(_ size: Int64 = 24 << 20) -> SyntheticTree {
        var big = SyntheticTree.Node(path: "big", seed: 1, size: size)
        big.isCompressible = false
        return SyntheticTree([big, .init(path: "small", seed: 2, size: 10)])
    }

    private static func isStored(_ report: BackupReport) -> [Bool] {
        report.outcomes.map { if case .stored = $0.verdict { true } else { false } }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func aVaultThatStallsIsLeftBehindAlone(isLocal: Bool) async throws {
        try await withScratchFolder { scratch in
            var fixture = try ArchiveFixture(in: scratch)
            // Of the real clock: one that is moved by hand runs out for whoever is at work as well.
            fixture.settings.patience = .seconds(5)
            let slow = GateStorage(MemoryStorage(place: "memory:slow"), isLocal: isLocal) {
                name, _ in
                name.lastPart == "payload.part000002" ? .stalls : .proceeds
            }
            let vaults = [
                try await fixture.vault(slow, number: 1),
                try await fixture.vault(MemoryStorage(), number: 2),
            ]
            let outcome = try await fixture.backup(Self.tree(), to: vaults)
            #expect(Self.isStored(outcome) == [false, true])
            guard case .failed(let error) = outcome.outcomes[0].verdict else { return }
            #expect(error.disposition == .retryable)
            #expect("\(error)".contains("memory:slow"))
            try await ResumeTests.requireContent(fixture, Self.tree().list, vaults[1])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aFullVaultFailsAndTheRunEndsWithoutReadingOn() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let full = MemoryStorage(room: .mebibytes(6))
            let vault = try await fixture.vault(full)
            var nodes = Self.tree().list
            for number in 0..<50 {
                nodes.append(.init(path: "z\(number)", seed: 3, size: 4 << 20))
                nodes[nodes.count - 1].isCompressible = false
            }
            let opened = Counter()
            let source = SyntheticTree(nodes) { _ in opened.add() }
            let report = try await fixture.backup(source, to: [vault])
            #expect(Self.isStored(report) == [false])
            guard case .failed(let error) = report.outcomes[0].verdict else { return }
            #expect((error.underlying as? StorageError)?.kind == .full)
            #expect(error.disposition == .needsOperator)
            #expect(opened.count < 30)
            #expect(try await full.head(fixture.layout.completion) == nil)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aCancelledBackupGoesOnLater() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let gate = GateStorage(MemoryStorage()) { name, attempt in
                name.lastPart == "payload.part000004" && attempt == 1 ? .stalls : .proceeds
            }
            let vault = try await fixture.vault(gate)
            await #expect {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        _ = try await fixture.backup(Self.tree(400 << 20), to: [vault])
                    }
                    while !gate.partsPut.contains("payload.part000004") { await Task.yield() }
                    group.cancelAll()
                    try await group.next()
                }
            } throws: { error in
                (error as? EngineError)?.kind == .cancelled
            }
            let report = try await fixture.backup(Self.tree(400 << 20), to: [vault])
            _ = report.requireStored()
            // Two parts are on their way at a time.
            #expect((2...3).contains(report.outcomes[0].reused))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aStrangeSigningKeyInTheVaultStopsTheBackup() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let memory = MemoryStorage()
            _ = try await fixture.backup(Self.tree(10), to: [fixture.vault(memory)])
            let other = try ArchiveFixture(in: scratch, seed: 2)
            let vault = try await other.vault(memory)
            let report = try await other.engine.backup(
                other.job(Self.tree(10), run: UUID(high: 1, low: 2)), to: [vault],
                RunProgress())
            guard case .failed(let error) = report.outcomes[0].verdict else {
                Issue.record("stored")
                return
            }
            #expect(error.kind == .foreignSignature)
        }
    }

    // MARK: Files that misbehave

    @Test(.timeLimit(.minutes(1)))
    func filesThatMisbehaveAreToldAndHarmNoOther() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let vault = try await fixture.vault(MemoryStorage())
            var nodes: [SyntheticTree.Node] = []
            for (letter, mishap) in [
                ("a", SyntheticTree.Mishap.vanishes), ("c", .shrinks(to: 70_000)),
                ("e", .breaks(at: 5)), ("g", .changes),
            ] {
                var node = SyntheticTree.Node(path: letter, seed: 1, size: 100_000)
                node.mishap = mishap
                node.linkCount = 2
                node.inode = UInt64(nodes.count + 100)
                nodes.append(node)
                nodes.append(.init(path: letter + "-whole", seed: 2, size: 3_000))
            }
            nodes.append(.init(path: "h", kind: .hardLink(SyntheticTree.path("a"))))
            nodes.append(.init(path: "i", kind: .hardLink(SyntheticTree.path("c"))))
            let tree = SyntheticTree(nodes)
            let report = try await fixture.backup(tree, to: [vault])
            let snapshot = try #require(report.requireStored().first)
            #expect(snapshot.issues == 5)
            #expect(
                report.issues.counts == [
                    .vanished: 1, .torn(.shrank): 1, .unreadable: 2, .torn(.changed): 1,
                ])
            let index = try await fixture.index(of: vault)
            let tears = Dictionary(
                uniqueKeysWithValues: index.entries.compactMap { record in
                    record.tear.map { ("\(record.path)", $0) }
                })
            #expect(tears == ["c": .shrank, "e": .unreadable, "g": .changed])
            #expect(!index.entries.contains { ["a", "h"].contains("\($0.path)") })
            try await ResumeTests.requireContent(
                fixture, tree.list, vault, but: ["c", "e"])
            // The announced size is kept, with zeros where nothing came.
            let short = try #require(index.entries.first { "\($0.path)" == "c" })
            let payload = try await fixture.payload(of: vault)
            let start = Int(try #require(short.contentOffset))
            #expect(payload[(start + 70_000)..<(start + 100_000)].allSatisfy { $0 == 0 })
            #expect(short.size == 100_000)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func thePolicyMayEndTheRunAtTheFirstIssue() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let vault = try await fixture.vault(MemoryStorage())
            var node = SyntheticTree.Node(path: "a", seed: 1, size: 100)
            node.mishap = .vanishes
            let tree = SyntheticTree([node])
            await #expect {
                try await fixture.backup(tree, to: [vault], policy: .failFast)
            } throws: { error in
                (error as? EngineError)?.kind == .source
            }
            #expect(try await vault.storage.head(fixture.layout.completion) == nil)
        }
    }
}
