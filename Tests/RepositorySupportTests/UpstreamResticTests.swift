import FilesSupport
import JSON
import RepositorySupport
import TestSupport
import Testing

/// That both releases are there and do what the tests of repositories rely on.
@Suite struct UpstreamResticTests {
    @Test(arguments: UpstreamRestic.Version.allCases)
    func eachVersionIsTheOneItIsCalled(version: UpstreamRestic.Version) async throws {
        let said = try await UpstreamRestic(version, "/nowhere").succeed(["version"]).text
        #expect(said.hasPrefix("restic \(version.rawValue)."))
    }

    /// A repository of the one is one for the other, in both directions.
    @Test(arguments: [(UpstreamRestic.Version.v014, UpstreamRestic.Version.v018), (.v018, .v014)])
    func bothVersionsShareOneRepository(
        first: UpstreamRestic.Version, second: UpstreamRestic.Version
    ) async throws {
        try await withScratchFolder { scratch in
            let one = UpstreamRestic(first, "\(scratch)/repository", cache: "\(scratch)/cache")
            try await one.initialize()
            try writeFile(Array("content".utf8), to: "\(scratch)/file")
            let begun = try await one.backUp(["file"], options: ["--tag", "t"], in: scratch)
            #expect(begun.filesNew == 1)
            let two = UpstreamRestic(second, "\(scratch)/repository")
            let again = try await two.backUp(["file"], options: ["--tag", "t"], in: scratch)
            #expect(again.filesUnmodified == 1)
            #expect(again.dataBlobs == 0)
            let rows = try await two.snapshots()
            #expect(rows.map(\.tags) == [["t"], ["t"]])
            #expect(rows.last?.parent == rows.first?.id)
            #expect(try await one.list().compactMap { $0["name"]?.text } == ["file"])
            try await two.requireSound()
            try await one.forget(["--keep-last", "1"], prunes: true)
            try await two.restore(to: "\(scratch)/restored")
            #expect(try readFile("\(scratch)/restored/file") == Array("content".utf8))
            #expect(try await one.ids(of: "locks").isEmpty)
        }
    }

    @Test(arguments: LightIdentity.allCases)
    func aLightIdentityIsAnOrdinaryRepository(identity: LightIdentity) async throws {
        try await withScratchFolder { scratch in
            try identity.makeRepository(at: "\(scratch)/repository")
            let restic = UpstreamRestic(.v018, "\(scratch)/repository")
            #expect(try await restic.content(of: "config")["id"]?.text == identity.id)
            #expect(try await restic.ids(of: "keys") == [identity.keyName])
            try await restic.requireSound()
            var stranger = restic
            stranger.password = "another"
            #expect(try await stranger.run(["snapshots"]).code == 12)
        }
    }

    /// What restic itself brings back of the torture tree is what ours is held against.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func theTortureTreeSurvivesRestic(version: UpstreamRestic.Version) async throws {
        let seed = SeededGenerator().seed
        try await withScratchFolder { scratch in
            let tree = try await RepositoryTorture.make(at: "\(scratch)/tree", seed: seed)
            try LightIdentity.one.makeRepository(at: "\(scratch)/repository")
            let restic = UpstreamRestic(version, "\(scratch)/repository")
            let before = try await TortureTree.describe(tree.path)
            try await restic.backUp(["tree"], in: scratch)
            try await restic.restore(to: "\(scratch)/restored")
            let after = try await TortureTree.describe("\(scratch)/restored/tree")
            let (kept, found) = (
                RepositoryTorture.comparable(before, version),
                RepositoryTorture.comparable(after, version)
            )
            #expect(kept.count > 300)
            #expect(TortureTree.differences(kept, found) == [], "seed \(seed)")
        }
    }
}
