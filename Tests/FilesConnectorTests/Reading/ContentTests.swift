import Connector
import FilesConnector
import Glibc
import Host
import TestShims
import TestSupport
import Testing

@Suite struct ContentTests {
    /// The content of the file `f` in a folder, found by a walk that has gone on to its end.
    private static func content(_ folder: String) throws -> any EntryContent {
        let taken = try Taken.all(FilesSource([FilePath(folder)]))
        return try #require(taken.entry("\(folder.dropFirst())/f")?.content)
    }

    /// What happens to `f` after its first half was read, and what that is called.
    @Test(arguments: [
        ("truncate -s 5000 f", ContentOutcome.torn(.shrank)),
        ("truncate -s 100000 f", .torn(.shrank)),
        ("echo more >>f", .torn(.grew)),
        ("printf x | dd of=f conv=notrunc status=none", .torn(.changed)),
        ("cp f g; printf x | dd of=f conv=notrunc status=none; touch -r g f", .torn(.changed)),
        // What was read has another name, or none.
        ("cp -p f g; mv g f", .whole),
        ("mv f f.1; echo new >f", .whole),
        ("chmod 600 f", .whole),
        ("chown 12:34 f", .whole),
        ("ln f g", .whole),
        ("chmod 600 f; echo more >>f", .torn(.grew)),
        ("fallocate -p -o 4096 -l 4096 f", .torn(.changed)),
        ("rm f", .whole),
        ("cat f >/dev/null", .whole),
    ])
    func changesWhileReadingAreTold(change: String, outcome: ContentOutcome) async throws {
        try await withFiles("yes | head -c 200000 >f; touch -d '1 hour ago' f") { folder in
            try await blocking {
                let reader = try Self.content(folder).open()
                var count = 0
                while count < 100_000 {
                    count += try Taken.take(from: reader, room: 10_000).count
                }
                #expect(try shell("cd '\(folder)'; \(change)").status == 0)
                let rest = try Taken.read(reader)
                #expect(rest.outcome == outcome)
                #expect(count + rest.bytes.count <= 200_000)
            }
        }
    }

    @Test(arguments: [
        ("cp f g; mv g f", ContentOutcome.torn(.replaced)),
        ("echo other >f", .whole),
    ])
    func changesBeforeOpeningAreOneStateOfTheFileUnlessItIsAnother(
        change: String, outcome: ContentOutcome
    ) async throws {
        try await withFiles("echo text >f") { folder in
            try await blocking {
                let content = try Self.content(folder)
                #expect(try shell("cd '\(folder)'; \(change)").status == 0)
                let file = try Taken.read(content)
                #expect(file.outcome == outcome)
                #expect(try readFile("\(folder)/f") == file.bytes)
            }
        }
    }

    private static let manyFolders =
        "mkdir w; for i in $(seq 80); do mkdir w/$i; touch w/$i/g; done"

    /// None of these may be waited for, and none may lead elsewhere.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("rm f", EntryIssue.Kind.vanished), ("rm f; mkfifo f", .vanished),
            ("rm f; ln -s /etc/passwd f", .vanished), ("rm f; mkdir f", .vanished),
            ("mv ../t ../u; mkdir ../t; echo other >../t/f", .vanished),
        ])
    func whatIsNoLongerTheFileIsAnIssue(change: String, kind: EntryIssue.Kind) async throws {
        try await withFiles("mkdir t; echo text >t/f") { folder in
            try await blocking {
                // So many folders that the one with the file has to be opened again.
                #expect(try shell("cd '\(folder)'; \(Self.manyFolders)").status == 0)
                let taken = try Taken.all(FilesSource([FilePath(folder)]))
                let content = try #require(taken.entry("\(folder.dropFirst())/t/f")?.content)
                #expect(try shell("cd '\(folder)/t'; \(change)").status == 0)
                do {
                    _ = try content.open()
                    Issue.record("it was opened")
                } catch let issue as EntryIssue {
                    #expect(issue.kind == kind)
                    #expect(issue.message.contains("\(folder)/t/f"))
                }
            }
        }
    }

    @Test func unreadableThingsAreIssuesAndTheRestIsTaken() async throws {
        let script = """
            mkdir -p d/closed; echo a >d/a; echo b >d/b; touch d/closed/in; chmod 0 d/b d/closed
            chown -R 65534:65534 .; chmod 755 .
            """
        try await withFiles(script) { folder in
            // A process has one user: the test runs in another one.
            let result = await #expect(
                processExitsWith: .success
            ) { [folder = folder as String] in
                if geteuid() == 0 {
                    try #require(setgid(65534) == 0 && setuid(65534) == 0)
                }
                let taken = try Taken.all(FilesSource([FilePath(folder)]), reading: true)
                try #require(
                    taken.below(folder) == ["d", "d/a", "d/b", "d/closed"])
                try #require(taken.issues.map(\.kind) == [.unreadable, .unreadable])
                try #require(taken.files.count == 1)
            }
            #expect(result != nil)
        }
    }

    @Test func faultsOfTheDiskAreIssues() async throws {
        try await withFiles("head -c 100000 /dev/zero | tr '\\0' x >f") { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let reader = try Self.content(folder).open()
                try #require(test_deny_syscall(Int(test_syscall_pread64), EIO) == 0)
                do {
                    _ = try Taken.read(reader)
                    throw Unmade(reason: "it was read")
                } catch let issue as EntryIssue {
                    try #require(issue.kind == .unreadable)
                    try #require(issue.message.contains("/f at byte 0: Input/output error"))
                }
            }
        }
    }

    @Test func holesAreNotRead() async throws {
        let script = """
            truncate -s 1T f; printf start | dd of=f conv=notrunc status=none
            printf middle | dd of=f bs=1M seek=500000 conv=notrunc status=none
            """
        try await withFiles(script) { folder in
            let file = try await blocking { try Taken.read(Self.content(folder)) }
            let extents = try #require(file.extents)
            #expect(extents.count == 2)
            #expect(extents[0].offset == 0 && extents[1].offset == 500_000 << 20)
            #expect(Int64(file.bytes.count) == extents.reduce(0) { $0 + $1.count })
            #expect(file.bytes.starts(with: "start".utf8))
            #expect(file.bytes[Int(extents[0].count)...].starts(with: "middle".utf8))
            #expect(file.outcome == .whole)
        }
    }

    @Test func fileOfHolesAloneHasNoDataAndFilesWithoutHolesNoMap() async throws {
        try await withFiles("mkdir a b; truncate -s 1M a/f; head -c 1000 /dev/zero >b/f") {
            folder in
            let (hole, full) = try await blocking {
                (
                    try Taken.read(Self.content("\(folder)/a")),
                    try Taken.read(Self.content("\(folder)/b"))
                )
            }
            #expect(hole.extents == [] && hole.bytes == [] && hole.outcome == .whole)
            #expect(full.extents == nil && full.bytes.count == 1000)
        }
    }

    @Test func readingLeavesNoTrace() async throws {
        let script = "mkdir d; echo text >d/f; touch -a -d '3 days ago' d/f d"
        try await withFiles(script) { folder in
            let before = try await runProgram("stat", ["-c", "%x", "\(folder)/d", "\(folder)/d/f"])
            _ = try await blocking { try Taken.read(Self.content("\(folder)/d")) }
            let after = try await runProgram("stat", ["-c", "%x", "\(folder)/d", "\(folder)/d/f"])
            #expect(before.text == after.text)
        }
    }

    /// A lease makes an ordinary open wait until its holder lets go of it.
    @Test(.timeLimit(.minutes(1))) func leaseDelaysNobodyForLong() async throws {
        try await withFiles("echo text >f") { folder in
            let script = """
                import fcntl, os, signal, sys
                file = os.open(sys.argv[1], os.O_RDWR)
                def let_go(*_):
                    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
                signal.signal(signal.SIGIO, let_go)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGIO])
                fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
                os.close(os.open(sys.argv[1] + '.ready', os.O_CREAT))
                sys.stdin.read()
                """
            try writeFile(Array(script.utf8), to: "\(folder)/hold.py")
            let holder = try Lifeline("exec python3 \(folder)/hold.py \(folder)/f")
            while access("\(folder)/f.ready", F_OK) != 0 { await Task.yield() }
            let file = try await blocking { try Taken.read(Self.content(folder)) }
            #expect(file.bytes == Array("text\n".utf8))
            withExtendedLifetime(holder) {}
        }
    }

    @Test func contentOpensOnManyThreadsWithFewDescriptors() async throws {
        try await withFiles("for i in {1..300}; do mkdir $i; echo $i >$i/f; done") { folder in
            // A process of its own, since other tests open files as well.
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                // What it was started with, by tests that ran at that moment, is not ours to count.
                let count = Self.inheritedDescriptors() + 128
                var limit = rlimit(rlim_cur: count, rlim_max: count)
                try #require(setrlimit(__rlimit_resource_t(7), &limit) == 0)
                let taken = try Taken.all(FilesSource([FilePath(folder)]))
                let contents = taken.entries.compactMap(\.content)
                let texts = try await Self.readOnThreads(contents)
                try #require(Set(texts) == Set((1...300).map { "\($0)\n" }))
            }
        }
    }

    private static func inheritedDescriptors() -> rlim_t {
        rlim_t((0..<4096).count { fcntl($0, F_GETFD) >= 0 })
    }

    private static func readOnThreads(_ contents: [any EntryContent]) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for part in 0..<6 {
                group.addTask {
                    try await blocking {
                        try stride(from: part, to: contents.count, by: 6).map {
                            String(decoding: try Taken.read(contents[$0]).bytes, as: UTF8.self)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
