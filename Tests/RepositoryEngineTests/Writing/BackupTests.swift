import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite(.timeLimit(.minutes(5))) struct BackupTests {
    private static func isSound(
        _ fixture: BackupFixture, _ name: String = "r"
    ) async throws -> Bool {
        let check = try await Restic.new("\(fixture.folder)/\(name)", "check", "--read-data")
        return String(decoding: check, as: UTF8.self).contains("no errors were found")
    }

    @Test func aSecondBackupReadsAndStoresNothing() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<200 {
                try fixture.write("file \(number)", BackupFixture.noise(number * 10, &generator))
            }
            try fixture.write("large", BackupFixture.noise(3 << 20, &generator))
            let vault = try await fixture.create()
            let first = try await fixture.backUp(vault)
            #expect(first.snapshot.summary?.filesNew == 201)
            let source = CountingSource(FilesSource([FilePath(SystemString(fixture.source))]))
            let second = try await fixture.backUp(vault, fixture.job(source))
            #expect(source.opened.count == 0)
            #expect(second.snapshot.parent == first.id)
            #expect(second.snapshot.summary?.filesUnmodified == 201)
            #expect(second.snapshot.summary?.dataBlobs == 0)
            #expect(second.report.outcomes[0].sent < ByteCount(10_000))
            #expect(try await Self.isSound(fixture))
        }
    }

    /// Files that end far from a cut: what a worker gives back then is wanted by others at once.
    /// That nobody touches it any more is for the thread sanitizer to say.
    @Test func whatManyWorkersCutIsWhole() async throws {
        try await BackupFixture.with { fixture in
            let rest = [UInt8](repeating: 0x61, count: 5 << 20)
            for number in 0..<40 { try fixture.write("\(number)", Array("\(number)".utf8) + rest) }
            let vault = try await fixture.create()
            try await fixture.backUp(vault) { $0.workers = 8 }
            let target = "\(fixture.folder)/out"
            _ = try await Restic.new(fixture.repository, "restore", "latest", "--target", target)
            let same = try shell("diff -r '\(fixture.source)' '\(target)\(fixture.source)'")
            #expect(same.status == 0, "\(same.output.prefix(1000))")
        }
    }

    /// One that any user makes in a moment, and that would be a list of millions of pieces.
    @Test func aFileThatIsNearlyOneHoleIsLeftOutAndNamed() async throws {
        try await BackupFixture.with { fixture in
            try fixture.write("file", Array("content".utf8))
            try fixture.write("hole", Array("content".utf8))
            _ = try await blocking { try shell("truncate -s 4100G '\(fixture.source)/hole'") }
            let vault = try await fixture.create()
            let made = try await fixture.backUp(vault, fixture.job(policy: .skip))
            #expect(made.report.issues.count == 1)
            let issue = try #require(made.report.issues.samples.first)
            #expect(issue.kind == .unsupported)
            #expect(issue.message.contains("/hole has holes of 4.0 TiB"), "\(issue.message)")
            #expect(made.snapshot.summary?.files == 1)
            try await Restic.new(fixture.repository, "check", "--read-data")
        }
    }

    @Test func anInsertionAtTheFrontOfALargeFileAddsFewBlobs() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            let content = BackupFixture.noise(40 << 20, &generator)
            try fixture.write("large", content)
            let vault = try await fixture.create()
            try await fixture.backUp(vault)
            try fixture.write("large", BackupFixture.noise(1000, &generator) + content)
            let second = try await fixture.backUp(vault)
            let blobs = second.snapshot.summary?.dataBlobs ?? .max
            #expect((1...3).contains(blobs), "seed \(generator.seed): \(blobs)")
            #expect(second.snapshot.summary?.filesChanged == 1)
            #expect(try await Self.isSound(fixture))
        }
    }

    /// A note of files that belongs to another snapshot, or is damaged, is not believed.
    @Test func withoutItsNotesTheSnapshotItselfSaysWhatIsKnown() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 1...20 {
                try fixture.write("file \(number)", BackupFixture.noise(5000, &generator))
            }
            let vault = try await fixture.create()
            let first = try await fixture.backUp(vault)
            _ = try await blocking { try shell("rm -r '\(fixture.folder)/state'") }
            let source = CountingSource(FilesSource([FilePath(SystemString(fixture.source))]))
            let second = try await fixture.backUp(vault, fixture.job(source))
            #expect(source.opened.count == 0)
            #expect(second.snapshot.parent == first.id)
            #expect(second.snapshot.summary?.filesUnmodified == 20)
        }
    }

    @Test func aRunHasOneSnapshotHoweverOftenItIsTried() async throws {
        try await BackupFixture.with { fixture in
            try fixture.write("file", [1, 2, 3])
            let vault = try await fixture.create()
            let job = fixture.job()
            let first = try await fixture.backUp(vault, job)
            let again = try await fixture.backUp(vault, job)
            #expect(again.id == first.id)
            #expect(try await vault.list(.snapshots).count == 1)
            #expect(try await vault.list(.locks).isEmpty)
        }
    }

    @Test func anInterruptedRunDoesNotSendFinishedPacksAgain() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<6 {
                try fixture.write("large \(number)", BackupFixture.noise(12 << 20, &generator))
            }
            try await fixture.create().storage.close()
            let failing = FailingStorage(try await fixture.storage(), packs: 3)
            let vault = try await RepositoryVault.open(
                at: failing, passphrase: Secret(Restic.passphrase),
                settings: BackupFixture.vaultSettings)
            let job = fixture.job()
            await #expect(throws: EngineError.self) { try await fixture.backUp(vault, job) }
            #expect(try await vault.list(.snapshots).isEmpty)
            let second = try await fixture.backUp(try await fixture.open(), job)
            #expect(second.report.outcomes[0].reused == 3)
            let sent = second.report.outcomes[0].sent.bytes
            #expect(sent < 72 << 20 - 3 * (15 << 20), "\(sent)")
            #expect(try await Self.isSound(fixture))
        }
    }

    @Test func aVaultThatFailsFailsAlone() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<4 {
                try fixture.write("large \(number)", BackupFixture.noise(12 << 20, &generator))
            }
            let good = try await fixture.create("r")
            try await fixture.create("other").storage.close()
            let bad = try await RepositoryVault.open(
                at: FailingStorage(try await fixture.storage("other"), packs: 1),
                passphrase: Secret(Restic.passphrase), settings: BackupFixture.vaultSettings)
            let report = try await RepositoryEngine(fixture.settings()).backup(
                fixture.job(), to: [bad, good], RunProgress())
            guard case .failed(let error) = report.outcomes[0].verdict,
                case .stored = report.outcomes[1].verdict
            else {
                Issue.record("\(report.outcomes)")
                return
            }
            #expect(error.kind == .storage)
            #expect(try await Self.isSound(fixture))
        }
    }

    /// Each repository cuts in its own way; both get what they need from one reading.
    @Test func oneReadingServesSeveralRepositories() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try fixture.write("large", BackupFixture.noise(20 << 20, &generator))
            try fixture.write("small", [1, 2, 3])
            let vaults = [try await fixture.create("r"), try await fixture.create("s")]
            let source = CountingSource(FilesSource([FilePath(SystemString(fixture.source))]))
            let report = try await RepositoryEngine(fixture.settings()).backup(
                fixture.job(source), to: vaults, RunProgress())
            for outcome in report.outcomes {
                guard case .stored = outcome.verdict else {
                    Issue.record("\(outcome)")
                    return
                }
            }
            #expect(source.opened.count == 2)
            for name in ["r", "s"] {
                #expect(try await Self.isSound(fixture, name))
                _ = try await Restic.new(
                    "\(fixture.folder)/\(name)", "restore", "latest", "--target",
                    "\(fixture.folder)/out-\(name)")
                let same = try await runProgram(
                    "diff",
                    ["-r", fixture.source, "\(fixture.folder)/out-\(name)\(fixture.source)"])
                #expect(same.status == 0)
            }
        }
    }

    @Test func whatCannotBeReadIsLeftOutAndSaid() async throws {
        try await BackupFixture.with { fixture in
            try fixture.write("good", [1])
            try fixture.write("gone", [2])
            let vault = try await fixture.create()
            let source = VanishingSource(FilesSource([FilePath(SystemString(fixture.source))]))
            let made = try await fixture.backUp(vault, fixture.job(source, policy: .skip))
            #expect(made.report.issues.count == 1)
            #expect(made.snapshot.summary?.files == 1)
            #expect(try await Self.isSound(fixture))
            await #expect(throws: EngineError.self) {
                try await fixture.backUp(vault, fixture.job(source, policy: .failFast))
            }
            #expect(try await vault.list(.locks).isEmpty)
        }
    }
}

/// A connector one of whose files is listed and cannot be opened.
private struct VanishingSource: Connector {
    let inner: FilesSource

    init(_ inner: FilesSource) {
        self.inner = inner
    }

    var title: String { inner.title }

    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        try inner.measure(report)
    }

    func entries() throws -> any EntryStream { Stream(inner: try inner.entries()) }

    private final class Stream: EntryStream {
        let inner: any EntryStream
        let contentOutlivesNext = true

        init(inner: any EntryStream) {
            self.inner = inner
        }

        func next() throws -> StreamItem? {
            guard let item = try inner.next() else { return nil }
            guard case .entry(let entry) = item, entry.path.name.elementsEqual("gone".utf8) else {
                return item
            }
            return .entry(
                Entry(
                    path: entry.path, kind: .file, metadata: entry.metadata, size: entry.size,
                    identity: entry.identity, content: Gone(path: entry.path)))
        }
    }

    private struct Gone: EntryContent {
        let path: EntryPath

        func open() throws -> any ContentReader {
            throw EntryIssue(.vanished, path, "\(path) is gone")
        }
    }
}
