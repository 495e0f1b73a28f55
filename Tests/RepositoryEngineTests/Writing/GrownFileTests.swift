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

/// Files that were small when the walk passed them, and are not when they are opened: logs.
@Suite struct GrownFileTests {
    @Test(.timeLimit(.minutes(2)), arguments: 1...2, 1...3)
    func theyDoNotStandInEachOthersWay(workers: Int, cuts: Int) async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<20 {
                try fixture.write("log \(number)", BackupFixture.noise(1_500_000, &generator))
            }
            try fixture.write("z large", BackupFixture.noise(5_000_000, &generator))
            var vaults: [RepositoryVault] = []
            for number in 0..<cuts { vaults.append(try await fixture.create("r\(number)")) }
            let files = FilesSource([FilePath(SystemString(fixture.source))])
            let settings = fixture.settings { $0.workers = workers }
            let report = try await RepositoryEngine(settings).backup(
                fixture.job(UnderstatedSource(files)), to: vaults, RunProgress())
            for outcome in report.outcomes {
                guard case .stored(let snapshot) = outcome.verdict else {
                    Issue.record("\(outcome.verdict)")
                    continue
                }
                #expect(snapshot.contentSize.bytes == 35_000_000)
            }
            for number in 0..<cuts {
                try await Restic.new("\(fixture.folder)/r\(number)", "check", "--read-data")
            }
        }
    }

    /// Says of every file that it is no larger than one piece.
    private struct UnderstatedSource: Connector {
        private let inner: FilesSource

        init(_ inner: FilesSource) {
            self.inner = inner
        }

        var title: String { inner.title }

        func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
            try inner.measure(report)
        }

        func entries() throws -> any EntryStream { Stream(try inner.entries()) }

        private final class Stream: EntryStream {
            private let inner: any EntryStream

            init(_ inner: any EntryStream) {
                self.inner = inner
            }

            var contentOutlivesNext: Bool { inner.contentOutlivesNext }

            func next() throws -> StreamItem? {
                guard let item = try inner.next() else { return nil }
                guard case .entry(let entry) = item, entry.content != nil,
                    !entry.path.description.hasSuffix("large")
                else { return item }
                return .entry(
                    Entry(
                        path: entry.path, kind: entry.kind, metadata: entry.metadata,
                        size: 500_000, identity: entry.identity, content: entry.content))
            }
        }
    }
}
