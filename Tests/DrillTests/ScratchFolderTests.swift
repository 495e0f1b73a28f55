import Drill
import Glibc
import Host
import TestShims
import TestSupport
import Testing

/// Whose folders are removed, and whose are not.
@Suite(.timeLimit(.minutes(5))) struct ScratchFolderTests {
    private struct Failed: Error {}

    @Test func aFolderIsItsOwnersAloneAndGoesHoweverItEnds() async throws {
        try await withScratchFolder { place in
            let ids = IDSource()
            try await ScratchFolder.with(in: FilePath(place), named: "drill", ids: ids) { folder in
                #expect(
                    try shell("stat -c %a '\(folder)' '\(folder.parent)'").output == "700\n700\n")
                // What nobody could remove by its mode goes, too.
                _ = try shell("cd '\(folder)'; mkdir -p a/b/c; touch a/b/c/d; chmod 0 a/b a")
            }
            #expect(try shell("ls -A '\(place)'").output == "")
            await #expect(throws: Failed.self) {
                try await ScratchFolder.with(in: FilePath(place), named: "drill", ids: ids) {
                    folder in
                    _ = try shell("touch '\(folder)/x'")
                    throw Failed()
                }
            }
            #expect(try shell("ls -A '\(place)'").output == "")
        }
    }

    @Test func anOrdinaryUsersFoldersGoWhateverTheirMode() async throws {
        try await withScratchFolder { place in
            _ = try shell("chown 65534 '\(place)'")
            let left = try await runProgram(
                "setpriv",
                [
                    "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c",
                    "cd '\(place)'; mkdir -p a/b/c d; touch a/b/c/x; chmod 555 a/b/c; chmod 0 a/b",
                ])
            #expect(left.status == 0, "\(left.errorText)")
            await #expect(processExitsWith: .success) { [place = place as String] in
                #expect(test_become(65534, 65534) == 0)
                let folder = try Folder(at: FilePath(place))
                try folder.removeTree(RelativePath("a"))
            }
            #expect(try shell("ls -A '\(place)'").output == "d\n")
        }
    }

    @Test func whatAKilledDrillLeftIsSweptAndNothingElse() async throws {
        try await withScratchFolder { place in
            await #expect(processExitsWith: .signal(9)) { [place = place as String] in
                try await ScratchFolder.with(in: FilePath(place), named: "drill", ids: IDSource()) {
                    folder in
                    _ = try shell("mkdir '\(folder)/deep'; touch '\(folder)/deep/file'")
                    kill(getpid(), SIGKILL)
                }
            }
            let left = try shell("ls -A '\(place)'").output
            #expect(left.hasPrefix("holdfast-drill-"))
            let id = "0199c2f0-aaaa-7aaa-8aaa-aaaaaaaaaaaa"
            let foreign = try shell(
                """
                cd '\(place)'; mkdir -p holdfast-drill-mine/tree other/tree
                touch holdfast-drill-mine/lock other/lock holdfast-drill-\(id)
                mkdir -p holdfast-drill-0199c2f0-bbbb-7bbb-8bbb-bbbbbbbbbbbb/tree/unlocked
                mkdir holdfast-drill-0199c2f0-cccc-7ccc-8ccc-cccccccccccc
                ln -s other holdfast-drill-0199c2f0-dddd-7ddd-8ddd-dddddddddddd
                """)
            #expect(foreign.output == "")
            try await ScratchFolder.with(in: FilePath(place), named: "drill", ids: IDSource()) {
                _ in
                // One that is in use is not touched by another drill.
                try await ScratchFolder.with(in: FilePath(place), named: "drill", ids: IDSource()) {
                    _ in
                    let trees = try shell("ls -d '\(place)'/*/tree | wc -l").output
                    #expect(trees == "6\n")
                }
                #expect(try shell("ls -d '\(place)'/*/tree | wc -l").output == "5\n")
            }
            #expect(
                try shell("cd '\(place)' && ls -A").output.split(separator: "\n") == [
                    "holdfast-drill-\(id)", "holdfast-drill-0199c2f0-bbbb-7bbb-8bbb-bbbbbbbbbbbb",
                    "holdfast-drill-0199c2f0-dddd-7ddd-8ddd-dddddddddddd", "holdfast-drill-mine",
                    "other",
                ])
        }
    }
}
