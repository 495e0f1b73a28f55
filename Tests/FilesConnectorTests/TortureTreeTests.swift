import FilesSupport
import TestSupport
import Testing

/// The tree and its comparer are what other tests rely on, so they are tried themselves.
@Suite struct TortureTreeTests {
    @Test func theSameSeedMakesTheSameTree() async throws {
        try await withScratchFolder { scratch in
            let one = try await TortureTree.make(at: "\(scratch)/one", seed: 7)
            let two = try await TortureTree.make(at: "\(scratch)/two", seed: 7)
            let other = try await TortureTree.make(at: "\(scratch)/other", seed: 8)
            let lines = try await TortureTree.describe(one.path)
            #expect(lines.count > 250)
            #expect(
                TortureTree.differences(lines, try await TortureTree.describe(two.path)) == [])
            #expect(lines != (try await TortureTree.describe(other.path)))
        }
    }

    /// Each change is of one thing only, and must show.
    @Test(arguments: [
        "printf x | dd of=sizes/0004096 conv=notrunc status=none; touch -d @5 sizes/0004096",
        "chmod 741 many", "chown 5 many/00", "touch -d @77 names", "setfattr -n user.a -v b many",
        "setfacl -m u:7:r sizes/text", "rm special/fifo", "ln -sfn elsewhere links/02",
        "cp --remove-destination --preserve=all hard/first hard/second",
        "cp --sparse=never --preserve=all 'sparse/all hole' x; mv x 'sparse/all hole'",
        "rm special/null; mknod special/null c 1 5", "chown -h 6 links/02",
    ])
    func everyChangeShows(change: String) async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(at: "\(scratch)/tree", seed: 7, depth: 3)
            let before = try await TortureTree.describe(tree.path)
            let changed = try await runProgram("sh", ["-c", "cd '\(tree.path)' && \(change)"])
            #expect(changed.status == 0, "\(changed.errorText)")
            let after = try await TortureTree.describe(tree.path)
            #expect(TortureTree.differences(before, after) != [])
        }
    }
}
