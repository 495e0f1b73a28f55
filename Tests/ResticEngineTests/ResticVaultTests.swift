import Connector
import Engine
import FilesConnector
import Host
import RepositorySupport
import ResticEngine
import TestSupport
import Testing
import Values

/// A vault behind the real restic.
@Suite(.timeLimit(.minutes(5))) struct ResticVaultTests {
    @Test(arguments: UpstreamRestic.Version.allCases)
    func aRepositoryIsMadeOnceAndOpened(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.make(
                try UpstreamRestic.program(version), in: scratch, "file:\(scratch)/new")
            let missing = await failure { _ = try await ResticVault.open(fixture.process) }
            #expect(missing?.kind == .noVault)
            let vault = try await ResticVault.create(fixture.process)
            #expect(try await ResticVault.open(fixture.process).id == vault.id)
            #expect(vault.format == .repository)
            let again = await failure { _ = try await ResticVault.create(fixture.process) }
            #expect(again?.kind == .occupied)
            let stranger = try await ResticFixture.make(
                try UpstreamRestic.program(version), in: scratch, "file:\(scratch)/new",
                passphrase: "another")
            let refused = await failure { _ = try await ResticVault.open(stranger.process) }
            #expect(refused?.kind == .wrongKey)
            try await UpstreamRestic(version, "\(scratch)/new").requireSound()
        }
    }

    /// All that a dump and a list tell is as it was.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func entriesComeBack(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let source = try fixture.makeSource()
            try await blocking {
                _ = try shell(
                    """
                    cd '\(source)'; mkfifo pipe; ln -s 'a target' link; setfattr -n user.a -v b one
                    mknod device c 1 3; chmod 4751 one
                    touch -d '2001-02-03 04:05:06.789012345Z' one
                    printf x > "folder/$(printf '\\\\377 byte')"
                    """)
            }
            let (vault, report) = try await fixture.backUp(ResticFixture.job(source))
            let id = try #require(report.snapshot?.id)
            let back = "\(fixture.scratch)/back"
            try Folder(at: FilePath(fixture.scratch)).makeFolder(RelativePath("back"))
            let stream = try await vault.entries(of: id, EntryChoice(), RunProgress())
            let restored = try FileRestore(into: FilePath(back)).restore(stream) { _ in }
            #expect(restored.issues.counts == [.unsupported: 1])
            let check = try await blocking {
                try shell(
                    """
                    exec 2>&1; set -x
                    cd '\(back)\(source)' && [ -p pipe ] && [ "$(readlink link)" = 'a target' ] &&
                        [ "$(stat -c '%a %y' one)" = '4751 2001-02-03 04:05:06.789012345 +0000' ] &&
                        [ "$(getfattr --only-values -n user.a one)" = b ] &&
                        cmp two '\(source)/two' && cmp one '\(source)/one' &&
                        cmp "folder/$(printf '\\\\377 byte')" '\(source)'/folder/*byte
                    """)
            }
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func someEntriesAreChosenAndListed(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let source = try fixture.makeSource()
            let (vault, report) = try await fixture.backUp(ResticFixture.job(source))
            let id = try #require(report.snapshot?.id)
            let root = try #require(EntryPath(source.dropFirst()))
            let file = root.appending("folder".utf8).appending("three \u{201C}".utf8)
            for hasContent in [true, false] {
                let choice = EntryChoice(
                    paths: [file, root.appending("one".utf8)], hasContent: hasContent)
                let stream = try await vault.entries(of: id, choice, RunProgress())
                var found: [EntryPath: Int64] = [:]
                while let item = try stream.next() {
                    guard case .entry(let entry) = item else { continue }
                    found[entry.path] = entry.size
                    #expect((entry.content != nil) == hasContent)
                }
                #expect(found == [file: 5, root.appending("one".utf8): 5])
            }
            let unknown = try #require(SnapshotID(String(repeating: "0", count: 64)))
            let error = await failure {
                let stream = try await vault.entries(of: unknown, EntryChoice(), RunProgress())
                _ = try stream.next()
            }
            #expect(
                error?.kind == .noSuchSnapshot || error?.kind == .storage,
                "\(String(describing: error))")
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func forgetAndPruneMakeRoom(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let source = try fixture.makeSource()
            let (vault, first) = try await fixture.backUp(ResticFixture.job(source))
            try writeFile(Array("changed".utf8), to: "\(source)/two")
            _ = try await fixture.backUp(ResticFixture.job(source))
            let id = try #require(first.snapshot?.id)
            try await vault.forget([id], RunProgress())
            try await vault.forget([id], RunProgress())
            #expect(try await vault.snapshots().snapshots.count == 1)
            func prune(_ isRehearsal: Bool) async throws -> PruneReport {
                try await vault.prune(
                    unfinishedBefore: Timestamp(seconds: 0), isRehearsal: isRehearsal,
                    RunProgress())
            }
            let plan = try await prune(true)
            #expect(plan.objects > 0)
            #expect(plan.freed > ByteCount(0))
            #expect(try await prune(false) == plan)
            #expect(try await prune(true).objects == 0)
            let restic = UpstreamRestic(version, "\(fixture.scratch)/repository")
            try await restic.requireSound()
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aLockIsToldAndTakenAway(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let (vault, report) = try await fixture.backUp(
                ResticFixture.job(try fixture.makeSource()))
            let id = try #require(report.snapshot?.id)
            var call = try UpstreamRestic(version, "\(fixture.scratch)/repository")
                .call(["backup", "--stdin"])
            call.input = .streamed
            call.teardown = .immediate
            _ = try? await ResticFixture.runner.run(call) { process in
                let restic = UpstreamRestic(version, "\(fixture.scratch)/repository")
                while try await restic.succeed(["list", "locks", "--no-lock"]).text.isEmpty {}
                let error = await failure { try await vault.forget([id], RunProgress()) }
                #expect(error?.kind == .locked, "\(String(describing: error))")
                throw CancellationError()
            }
            // The one that was killed left its lock, and its process is gone.
            try await vault.unlock()
            try await vault.forget([id], RunProgress())
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aSoundRepositoryHasNoFindings(version: UpstreamRestic.Version) async throws {
        try await ResticFixture.with(version) { fixture in
            let (vault, _) = try await fixture.backUp(
                ResticFixture.job(try fixture.makeSource()))
            for reading in [
                VerifyScope.Reading.structure, .sample(percent: 50, seed: 1), .everything,
            ] {
                let report = try await vault.verify(VerifyScope(reading: reading), RunProgress())
                #expect(report.findings == [])
                #expect(report.snapshots == 1)
            }
        }
    }

    /// Whatever is damaged, the check finds it as restic does.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func damageIsFound(version: UpstreamRestic.Version) async throws {
        for damage in [Damage.missingDataPack, .flippedData, .flippedTree, .missingIndex] {
            try await withScratchFolder { scratch in
                let sample = try await SampleRepository.make(version, in: scratch)
                let fixture = try await ResticFixture.make(
                    try UpstreamRestic.program(version), in: scratch, "file:\(sample.path)")
                let vault = try await ResticVault.open(fixture.process)
                try await damage.apply(to: sample)
                let isShallow = damage.structureComplaint(version) != nil
                let scope = VerifyScope(reading: isShallow ? .structure : .everything)
                let report = try await vault.verify(scope, RunProgress())
                #expect(!report.findings.isEmpty, "\(damage)")
                if damage == .missingIndex {
                    try await vault.repairIndex()
                    #expect(try await vault.verify(scope, RunProgress()).findings == [])
                }
            }
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aDamagedSnapshotIsListedAsSuch(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            let fixture = try await ResticFixture.make(
                try UpstreamRestic.program(version), in: scratch, "file:\(sample.path)")
            let vault = try await ResticVault.open(fixture.process)
            try await Damage.flippedSnapshot.apply(to: sample)
            let list = try await vault.snapshots()
            #expect(list.snapshots.map(\.id.text) == [sample.newer])
            #expect(list.damaged.map(\.id).allSatisfy { sample.older.hasPrefix($0.text) })
            #expect(list.damaged.count == 1)
        }
    }
}
