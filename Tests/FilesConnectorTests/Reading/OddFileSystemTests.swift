import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing
import Values

/// File systems that do what those of a plain machine do not.
@Suite(.timeLimit(.minutes(2))) struct OddFileSystemTests {
    /// Takes what is in such a folder; the paths begin below it.
    private func take(
        _ files: [OddMount.File], _ change: (inout FilesOptions) -> Void = { _ in }
    ) async throws -> (paths: [String], taken: Taken, totals: SourceTotals) {
        try #require(geteuid() == 0, "mounting needs root")
        var options = FilesOptions()
        change(&options)
        return try await withFiles("mkdir m") { folder in
            let source = FilesSource([FilePath("\(folder)/m")], options: options)
            return try await OddMount.files(files, at: "\(folder)/m") {
                try await blocking {
                    let totals = try source.measure { _ in }
                    let taken = try Taken.all(source, reading: true)
                    return (taken.below("\(folder)/m"), taken, totals)
                }
            }
        }
    }

    private static let overlong = String(repeating: "\u{6F22}", count: 100)

    @Test func aNameThatIsTooLongIsAnIssueAndTheRestIsTaken() async throws {
        let files = [
            OddMount.File("a", said: 3, "abc"), OddMount.File(Self.overlong, said: 3, "abc"),
            OddMount.File("z", said: 3, "abc"),
        ]
        let all = try await take(files)
        #expect(all.paths == ["a", "z"])
        #expect(all.taken.issues.map(\.kind) == [.unsupported])
        #expect(all.taken.issues.first?.message.contains("m/\(Self.overlong) has a name") == true)
        let some = try await take(files) { $0.excludes.add("\u{6F22}*".utf8) }
        #expect(some.paths == ["a", "z"] && some.taken.issues == [])
    }

    @Test func aNameThatIsListedTwiceIsTakenOnce() async throws {
        let twice = OddMount.File("a", said: 3, "abc")
        let all = try await take([twice, OddMount.File("ab", said: 1, "x"), twice])
        #expect(all.paths == ["a", "ab"] && all.taken.issues == [])
    }

    /// What they say of their size is not what there is to read.
    @Test func filesWithoutASizeAreReadToTheirEnd() async throws {
        let endless = String(repeating: "0123456789abcdef", count: (8 << 20) / 16)
        let all = try await take([
            OddMount.File("a", said: 0, "text"), OddMount.File("b", said: 0),
            OddMount.File("c", said: 0, endless), OddMount.File("d", said: 0, endless + "x"),
            OddMount.File("e", said: 3, "abcdef"), OddMount.File("f", said: 6, "abc"),
        ])
        let files = all.taken.files.sorted { $0.key < $1.key }.map(\.value)
        #expect(files.map(\.bytes.count) == [4, 0, 8 << 20, 8 << 20, 3, 3])
        #expect(files.first?.bytes == Array("text".utf8))
        #expect(
            files.map(\.outcome) == [
                .whole, .whole, .whole, .torn(.grew), .torn(.grew), .torn(.shrank),
            ])
    }

    @Test func whatTheKernelMakesUpIsReadWhenItIsNamed() async throws {
        let taken = try await blocking {
            try Taken.all(FilesSource([FilePath("/proc/version")]), reading: true)
        }
        let path = try #require(EntryPath("proc/version"))
        #expect(taken.files[path]?.bytes == (try readFile("/proc/version")))
        #expect(taken.files[path]?.bytes.isEmpty == false)
    }

    /// The sum of two such sizes is no number any more.
    @Test func filesMayBeAsLargeAsNumbersGo() async throws {
        let files = ["a", "b"].map { OddMount.File($0, said: .max, "abc") }
        let all = try await take(files)
        #expect(all.paths == ["a", "b"])
        #expect(all.taken.entries.suffix(2).map(\.size) == [.max, .max])
        #expect(all.taken.files.values.map(\.outcome) == [.torn(.shrank), .torn(.shrank)])
    }

    @Test func holesMayBeAsLargeAsNumbersGo() async throws {
        try #require(geteuid() == 0, "mounting needs root")
        let script = "mkdir m; mount -t tmpfs t m; truncate -s \(Int64.max) m/a m/b"
        try await withFiles(script) { folder in
            let source = FilesSource([FilePath("\(folder)/m")])
            let (taken, totals) = try await blocking {
                (try Taken.all(source, reading: true), try source.measure { _ in })
            }
            _ = try await runProgram("umount", ["-l", "\(folder)/m"])
            #expect(taken.below("\(folder)/m") == ["a", "b"] && taken.issues == [])
            #expect(taken.files.values.map(\.extents) == [[], []])
            #expect(totals.size.bytes == 0)
        }
    }

    // MARK: Automounts

    private func automounted(
        _ root: String, _ change: (inout FilesOptions) -> Void = { _ in }
    ) async throws -> Taken {
        try #require(geteuid() == 0, "mounting needs root")
        var options = FilesOptions()
        change(&options)
        return try await withFiles("mkdir -p t/m; touch t/z") { folder in
            let source = FilesSource([FilePath("\(folder)/\(root)")], options: options)
            return try await OddMount.automount(at: "\(folder)/t/m") {
                try await blocking {
                    var taken = try Taken.all(source, reading: true)
                    let prefix = "\(folder.dropFirst())/"
                    taken.entries = taken.entries.filter {
                        $0.path.description.hasPrefix(prefix)
                    }
                    return taken
                }
            }
        }
    }

    @Test(arguments: ["t", "t/m", "t/m/in"])
    func whatIsMountedWhenSomebodyGoesInIsTaken(root: String) async throws {
        let taken = try await automounted(root)
        let names = taken.paths.map { String($0.split(separator: "/").last ?? "") }
        #expect(names == (root == "t" ? ["t", "m", "in", "z"] : ["t", "m", "in"]))
        #expect(taken.issues == [])
        #expect(taken.files.values.contains { $0.bytes == Array("text\n".utf8) })
    }

    @Test func anotherFileSystemIsLeftOutAlsoThere() async throws {
        let taken = try await automounted("t") { $0.staysOnFileSystem = true }
        let names = taken.paths.map { String($0.split(separator: "/").last ?? "") }
        #expect(names == ["t", "m", "z"] && taken.issues == [])
    }
}
