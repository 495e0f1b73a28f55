import Connector
import FilesConnector
import FilesSupport
import Host
import TestSupport
import Testing

@Suite struct WalkTests {
    @Test func entriesComeInTheOrderOfTheirPathsWithTheFoldersAbove() async throws {
        let script = "mkdir -p a/b 'a!' c; touch a/x a/b/y 'a!/z' a.t c/1 c/10 c/2; touch -- -d"
        try await withFiles(script) { folder in
            let taken = try await take(folder)
            #expect(
                taken.below(folder) == [
                    "-d", "a", "a/b", "a/b/y", "a/x", "a!", "a!/z", "a.t", "c", "c/1", "c/10",
                    "c/2",
                ])
            let above = folder.dropFirst().split(separator: "/")
            #expect(
                taken.paths.prefix(above.count)
                    == above.indices.map { above[...$0].joined(separator: "/") }[...])
            #expect(zip(taken.entries, taken.entries.dropFirst()).allSatisfy { $0.path < $1.path })
            #expect(taken.issues == [])
        }
    }

    @Test func tortureTreeIsTakenWhole() async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(
                at: "\(scratch)/t", depth: TortureTree.fullDepth)
            let taken = try await take(tree.path)
            #expect(taken.issues == [], "seed \(tree.seed)")
            let listed = try await runProgram("find", [tree.path, "-print0"])
            let expected = Set(listed.output.split(separator: 0).map { Array($0.dropFirst()) })
            let prefix = Array(tree.path.utf8.dropFirst())
            let found = Set(taken.entries.map(\.path.bytes).filter { $0.starts(with: prefix) })
            #expect(found.subtracting(expected).count == 0)
            #expect(expected.subtracting(found).count == 0)
            #expect(expected.count > TortureTree.fullDepth + 250)
        }
    }
}
