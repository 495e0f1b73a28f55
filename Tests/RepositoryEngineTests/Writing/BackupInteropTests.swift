import Engine
import FilesConnector
import FilesSupport
import Glibc
import Host
import JSON
import RepositorySupport
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// What we write, read by the upstream program, and the other way round.
@Suite(.timeLimit(.minutes(5))) struct BackupInteropTests {
    /// Of everything a file system can hold; but no file of a tebibyte, which others read whole.
    private static func torture(_ fixture: BackupFixture) async throws -> TortureTree {
        let tree = try await TortureTree.make(at: fixture.source)
        unlink("\(fixture.source)/sparse/huge")
        return tree
    }

    @Test(arguments: Restic.all)
    func treesAreTheSameToTheByte(restic: Restic) async throws {
        try await BackupFixture.with { fixture in
            let tree = try await Self.torture(fixture)
            try await restic(fixture.repository, "init")
            try await restic(fixture.repository, "backup", "--host", "test", fixture.source)
            let theirs = try await restic.latestTree(fixture.repository)
            let vault = try await fixture.open()
            let ours = try await fixture.backUp(vault) { $0.trustsParent = false }
            let differences = try await TreeDifferences.find(
                restic, fixture.repository, theirs, ours.snapshot.tree.description,
                below: fixture.source)
            #expect(differences == restic.expectedDifferences, "seed \(tree.seed)")
            #expect(ours.snapshot.summary?.dataBlobs == 0)
        }
    }

    @Test(arguments: Restic.all)
    func resticChecksAndRestoresWhatWeWrote(restic: Restic) async throws {
        try await BackupFixture.with { fixture in
            let tree = try await Self.torture(fixture)
            // The older release gives a link's attributes to what the link leads to.
            if !restic.expectedDifferences.isEmpty { unlink("\(fixture.source)/attributes/link") }
            var generator = SeededGenerator(seed: tree.seed)
            try fixture.write("large", BackupFixture.noise(20 << 20, &generator))
            let vault = try await fixture.create()
            let made = try await fixture.backUp(vault)
            let check = try await restic(fixture.repository, "check", "--read-data")
            #expect(String(decoding: check, as: UTF8.self).contains("no errors were found"))
            // What restic makes of its own backup is what it can make: it restores no sockets.
            let other = "\(fixture.folder)/other"
            try await restic(other, "init")
            try await restic(other, "backup", fixture.source)
            var restored: [[String]] = []
            for repository in [other, fixture.repository] {
                let target = "\(repository)-out"
                try await restic(repository, "restore", "latest", "--target", target)
                restored.append(try await TortureTree.describe("\(target)\(fixture.source)"))
            }
            #expect(restored[0].count > 200)
            let differences = TortureTree.differences(restored[0], restored[1])
            #expect(differences.isEmpty, "seed \(tree.seed): \(differences.prefix(10))")
            #expect(OwnTag.run.id(in: made.snapshot.tags) != nil)
        }
    }

    @Test(arguments: Restic.all)
    func resticGoesOnFromOurSnapshot(restic: Restic) async throws {
        try await BackupFixture.with { fixture in
            _ = try await Self.torture(fixture)
            let vault = try await fixture.create()
            try await fixture.backUp(vault)
            let summary = try await restic.backup(fixture)
            #expect(summary["data_blobs"]?.wholeNumber == 0)
            #expect(summary["files_new"]?.wholeNumber == 0)
            #expect(summary["files_changed"]?.wholeNumber == 0)
            if restic.expectedDifferences.isEmpty {
                #expect(try #require(summary["dirs_changed"]?.wholeNumber) <= fixture.foldersAbove)
                let trees = try #require(summary["tree_blobs"]?.wholeNumber)
                #expect(trees <= fixture.foldersAbove + 1)
            }
        }
    }

    @Test(arguments: Restic.all)
    func weGoOnFromResticsSnapshot(restic: Restic) async throws {
        try await BackupFixture.with { fixture in
            _ = try await Self.torture(fixture)
            try await restic(fixture.repository, "init")
            _ = try await restic.backup(fixture)
            let vault = try await fixture.open()
            let source = CountingSource(FilesSource([FilePath(SystemString(fixture.source))]))
            let made = try await fixture.backUp(vault, fixture.job(source))
            #expect(made.snapshot.parent != nil)
            #expect(source.opened.count == 0)
            #expect(made.snapshot.summary?.dataBlobs == 0)
            #expect(made.snapshot.summary?.filesNew == 0)
            #expect(made.snapshot.summary?.filesChanged == 0)
            if restic.expectedDifferences.isEmpty {
                let trees = try #require(made.snapshot.summary?.treeBlobs)
                #expect(trees <= fixture.foldersAbove + 1)
            }
            let check = try await restic(fixture.repository, "check", "--read-data")
            #expect(String(decoding: check, as: UTF8.self).contains("no errors were found"))
        }
    }
}

extension Restic {
    /// Members of trees that this release leaves out where the later one, which we follow, has
    /// them: attributes of links, and targets that are no UTF-8.
    var expectedDifferences: Set<String> {
        version == .v014 ? ["extended_attributes", "linktarget_raw"] : []
    }

    /// Backs the fixture's source up; what it says about it.
    func backup(_ fixture: BackupFixture) async throws -> JSON {
        let output = try await self(
            fixture.repository, "backup", "--json", "--host", "test", fixture.source)
        let lines = try UpstreamRestic.lines(output)
        return try #require(lines.last { $0["message_type"]?.text == "summary" }, "no summary")
    }
}
