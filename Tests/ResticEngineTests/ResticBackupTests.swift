import Connector
import Engine
import FilesConnector
import Host
import RepositorySupport
import ResticEngine
import TestSupport
import Testing
import Values

/// Backups by the real restic, looked at by the real restic.
@Suite(.timeLimit(.minutes(5))) struct ResticBackupTests {
    @Test(arguments: UpstreamRestic.Version.allCases)
    func aBackupIsASnapshotThatResticRestores(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let source = try fixture.makeSource()
            let job = ResticFixture.job(source)
            let (vault, report) = try await fixture.backUp(job)
            let snapshot = try #require(report.snapshot)
            #expect(vault.id == LightIdentity.one.id)
            #expect(report.issues.isEmpty)
            #expect(report.totals.entries == 3)
            #expect(report.totals.size == ByteCount(300_010))
            let restic = UpstreamRestic(version, "\(fixture.scratch)/repository")
            let row = try #require(try await restic.snapshots().first)
            #expect(row.id == snapshot.id.text)
            #expect(row.hostName == "tester")
            #expect(row.paths == [source])
            #expect(Set(row.tags) == ["word", "holdfast-run:\(job.run)"])
            try await restic.restore(to: "\(fixture.scratch)/back")
            for name in ["one", "two", "folder/three \u{201C}"] {
                #expect(
                    try readFile("\(source)/\(name)")
                        == readFile("\(fixture.scratch)/back\(source)/\(name)"))
            }
            try await restic.requireSound()
        }
    }

    /// However often a run is tried, a vault has one snapshot of it.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func theSameRunIsStoredOnce(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let job = ResticFixture.job(try fixture.makeSource())
            let (vault, first) = try await fixture.backUp(job)
            let (_, second) = try await fixture.backUp(job)
            #expect(first.snapshot?.id == second.snapshot?.id)
            #expect(first.snapshot?.run == job.run)
            #expect(try await vault.snapshots().snapshots.count == 1)
            let (_, third) = try await fixture.backUp(
                ResticFixture.job("\(fixture.scratch)/source"))
            #expect(third.snapshot != nil)
            #expect(try await vault.snapshots().snapshots.count == 2)
        }
    }

    /// As root without the right to pass over modes, a file without any cannot be read.
    private static let withoutRights = """
        exec setpriv --bounding-set=-dac_override,-dac_read_search "$RESTIC" "$@"
        """

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aFileThatCannotBeReadIsAnIssue(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let source = try fixture.makeSource()
            let program = try UpstreamRestic.program(version)
            let script = Self.withoutRights.replacing("$RESTIC", with: "\(program)")
            let limited = try await fixture.wrapped(script)
            try await blocking { _ = try shell("chmod 000 '\(source)/one'") }
            let (_, report) = try await limited.backUp(ResticFixture.job(source))
            let snapshot = try #require(report.snapshot, "\(String(describing: report.failure))")
            #expect(report.issues.count == 1)
            #expect(report.issues.samples.first?.path == Array("\(source)/one".utf8))
            let message = report.issues.samples.first?.message.lowercased()
            #expect(message?.contains("permission denied") == true, "\(report.issues.samples)")
            #expect(snapshot.issues == 1)
            let (vault, strict) = try await limited.backUp(
                ResticFixture.job(source, policy: .failFast))
            #expect(strict.failure?.kind == .source)
            #expect(try await vault.snapshots().snapshots.count == 1)
        }
    }

    @Test func whatResticCannotBeGivenIsRefused() async throws {
        try await ResticFixture.with(.v018) { fixture in
            let source = try fixture.makeSource()
            var options = FilesOptions()
            options.links = .follow
            let error = await failure {
                _ = try await fixture.backUp(ResticFixture.job(source, options: options))
            }
            #expect(error?.kind == .source)
            #expect(error?.message.contains("links to be followed") == true)
            let job = ResticFixture.job(source)
            let dump = BackupJob(
                run: job.run, source: NoFiles(), details: job.details,
                issuePolicy: job.issuePolicy, started: job.started)
            let other = await failure { _ = try await fixture.backUp(dump) }
            #expect(other?.kind == .source)
            #expect(other?.message.contains("a database") == true)
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func optionsThatResticKnowsAreTold(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            var options = FilesOptions()
            options.sizeMax = ByteCount(1000)
            options.excludesCaches = true
            options.staysOnFileSystem = true
            let (_, report) = try await fixture.backUp(
                ResticFixture.job(try fixture.makeSource(), options: options))
            #expect(report.totals.entries == 2)
        }
    }

    @Test func aCancelledBackupLeavesNoLock() async throws {
        try await ResticFixture.with(.v018) { fixture in
            let source = try fixture.makeSource()
            // What nobody writes to holds restic up, with its lock taken.
            try await blocking { _ = try shell("mkfifo '\(fixture.scratch)/pipe'") }
            let program = try UpstreamRestic.program(.v018)
            let slow = try await fixture.wrapped(
                """
                case "$*" in *backup*) echo started >'\(fixture.scratch)/pipe'
                exec \(program) backup --stdin < <(sleep 1000);; *) exec \(program) "$@";; esac
                """)
            let job = ResticFixture.job(source)
            let vault = try await ResticVault.open(slow.process)
            let task = Task {
                await failure {
                    _ = try await ResticEngine().backup(job, to: [vault], RunProgress())
                }
            }
            try await blocking { _ = try readFile("\(fixture.scratch)/pipe") }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
            let restic = UpstreamRestic(.v018, "\(fixture.scratch)/repository")
            #expect(try await restic.ids(of: "locks").isEmpty)
            #expect(try await restic.snapshots().isEmpty)
        }
    }
}

/// Something to back up that is no file.
private struct NoFiles: Connector {
    struct Unasked: Error {}

    var title: String { "a database" }

    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals { throw Unasked() }
    func entries() throws -> any EntryStream { throw Unasked() }
}
