import Connector
import Engine
import FilesConnector
import Host
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// What a backup that goes on says of what was before, and what its hard links hold.
@Suite(.timeLimit(.minutes(2))) struct ResumeHonestyTests {
    @Test(arguments: [IssuePolicy.skip, .skipAndFail])
    func whatWasLeftOutBeforeIsStillToldOf(policy: IssuePolicy) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            var nodes = ResumeTests.bigTree()
            nodes.append(.init(path: "tree/a gone", seed: 3, size: 10, mishap: .vanishes))
            nodes.append(
                .init(path: "tree/a torn", seed: 4, size: 90_000, mishap: .shrinks(to: 5)))
            let tree = SyntheticTree(nodes)
            let gate = GateStorage(MemoryStorage(), ResumeTests.interrupting())
            let vault = try await fixture.vault(gate)
            let first = try await fixture.backup(tree, to: [vault], policy: policy)
            #expect(ResumeTests.isFailed(first))
            let report = try await fixture.backup(tree, to: [vault], policy: policy)
            let snapshot = try #require(report.requireStored().first)
            #expect(report.outcomes[0].reused > 0)
            #expect(report.outcomes[0].notes == [])
            #expect(report.issues.counts == [.vanished: 1, .torn(.shrank): 1])
            #expect(
                report.issues.samples.map { String(decoding: $0.path, as: UTF8.self) }
                    == ["tree/a gone", "tree/a torn"])
            #expect(snapshot.issues == 2)
            #expect(try await fixture.manifest(vault).totals.issues == 2)
        }
    }

    @Test func whoAsksForSomethingElseBeginsAnew() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(ResumeTests.bigTree())
            let gate = GateStorage(MemoryStorage(), ResumeTests.interrupting())
            let vault = try await fixture.vault(gate)
            let first = fixture.job(tree, terms: "without b")
            #expect(
                ResumeTests.isFailed(
                    try await fixture.engine.backup(first, to: [vault], RunProgress())))
            let second = fixture.job(tree, terms: "without c")
            let report = try await fixture.engine.backup(second, to: [vault], RunProgress())
            _ = report.requireStored()
            #expect(report.outcomes[0].reused == 0)
            try await ResumeTests.requireWhole(fixture, tree.list, vault)
        }
    }

    /// Between two attempts a name behind the walk becomes one of a file that is still to come.
    @Test(arguments: ["rm a; ln z/x a", "ln z/x a-new-name"])
    func aFileThatIsStillToComeIsStoredWhateverIsLinkedToItMeanwhile(
        change: String
    ) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = "\(scratch)/tree"
            let made = try await blocking {
                try shell(
                    """
                    mkdir '\(tree)' '\(tree)/z'; cd '\(tree)'; echo old >a; echo content >z/x
                    head -c 24000000 /dev/urandom >m
                    """)
            }
            #expect(made.status == 0)
            let source = FilesSource([FilePath(tree)])
            let gate = GateStorage(MemoryStorage(), ResumeTests.interrupting())
            let vault = try await fixture.vault(gate)
            #expect(ResumeTests.isFailed(try await fixture.backup(source, to: [vault])))
            #expect(try await blocking { try shell("cd '\(tree)'; \(change)") }.status == 0)
            let report = try await fixture.backup(source, to: [vault])
            _ = report.requireStored()
            #expect(report.outcomes[0].reused > 0)
            let index = try await fixture.index(of: vault)
            let record = try #require(index.entries.first { "\($0.path)".hasSuffix("/z/x") })
            #expect(record.kind == .file)
            let start = Int(try #require(record.contentOffset))
            let payload = try await fixture.payload(of: vault)
            #expect(Array(payload[start..<(start + 8)]) == Array("content\n".utf8))
        }
    }
}
