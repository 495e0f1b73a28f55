import Connector
import FilesConnector
import Host
import SFTP
import SFTPConnector
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

/// Trees of a real OpenSSH server and back, compared by stock tools.
@Suite(.timeLimit(.minutes(10))) struct SFTPTreeTests {
    /// Ten thousand files with modes, times, odd names and links.
    private static let largeTree = #"""
        python3 - "$tree" <<'END'
        import os, random, sys
        base = sys.argv[1]
        random.seed(7)
        for d in range(100):
            folder = f"{base}/d{d % 10}/e{d}"
            os.makedirs(folder)
            for f in range(100):
                path = f"{folder}/f{f}"
                with open(path, "wb") as file:
                    file.write(random.randbytes(random.choice([0, 1, 700, 3000, 40000])))
                os.chmod(path, random.choice([0o600, 0o644, 0o755, 0o4755, 0o444]))
                os.utime(path, (1600000000 + f, 1500000000 + d * 100 + f))
        with open(base + "/large", "wb") as file:
            file.write(random.randbytes(5_000_000))
        os.symlink("d0/e0", base + "/link")
        os.symlink("/nowhere/at all", base + "/dangling")
        open(os.fsencode(base) + b"/bad\xff\xfename\n", "w").write("x")
        os.makedirs(base + "/empty")
        os.chmod(base + "/d3", 0o750)
        for folder, _, _ in os.walk(base):
            os.utime(folder, (1600000000, 1400000000))
        END
        """#

    @Test func tenThousandFilesComeWholeAndGoBackWhole() async throws {
        try await SSHDaemon.with { daemon in
            let tree = "\(daemon.root)/tree"
            try await run("tree='\(tree)'; mkdir '\(tree)'\n\(Self.largeTree)")
            try await withScratchFolder { scratch in
                let line = try daemon.line()
                let source = try SFTPSource([daemon.path("tree")], over: line)
                var options = RestoreOptions()
                options.isDurable = false
                let settings = options
                let counted = try await blocking { try source.measure { _ in } }
                try await run("mkdir '\(scratch)/back'")
                let report = try await blocking {
                    try FileRestore(into: FilePath("\(scratch)/back"), settings)
                        .restore(source.entries()) { _ in }
                }
                #expect(report.issues.samples == [])
                #expect(counted.entries == report.entries)
                // The folders above the root came too.
                let back = "\(scratch)/back\(tree)"
                #expect(try await difference(tree, back) == "")

                let files = FilesSource([FilePath(back)])
                let target = SFTPRestore(into: daemon.path("again"), over: line, isRoot: true)
                let again = try await blocking {
                    try target.makeFolder()
                    return try target.restore(files.entries()) { _ in }
                }
                #expect(again.issues.samples == [])
                #expect(try await difference(tree, "\(daemon.root)/again\(back)") == "")
                // A second one finds all as it should be.
                let second = try await blocking { try target.restore(files.entries()) { _ in } }
                #expect(second.skipped > 10_000)
                let plan = try await blocking { try target.plan(files.entries()) }
                #expect(plan.counts[.new] == nil && plan.counts[.changed] == nil)
                line.close()
            }
        }
    }

    @Test func foldersThatAreThereKeepTheirModeUnlessOverwritten() async throws {
        try await SSHDaemon.with { daemon in
            try await run(
                """
                cd '\(daemon.root)'; mkdir -p from/there from/begun from/new
                touch from/there/a from/begun/a from/new/a
                chmod 700 from/*; chown 33:33 from/there
                mkdir -p to/there to/begun; chmod 755 to/there; chmod 1700 to/begun
                """)
            let line = try daemon.line()
            let source = FilesSource([FilePath("\(daemon.root)/from")])
            for (policy, expected) in [
                (ConflictPolicy.skip, "begun 700 0, new 700 0, there 755 0, "),
                (.overwrite, "begun 700 0, new 700 0, there 700 33, "),
            ] {
                var options = RestoreOptions()
                options.conflicts = policy
                options.map = PathMap([
                    .init(
                        from: try #require(EntryPath("\(daemon.root.dropFirst())/from")),
                        to: EntryPath("to"))
                ])
                let settings = options
                let report = try await blocking {
                    try SFTPRestore(
                        into: SystemString(daemon.root), over: line, isRoot: true, settings
                    ).restore(source.entries()) { _ in }
                }
                #expect(report.issues.samples.filter { $0.kind != .incomplete } == [])
                let found = try await run(
                    "cd '\(daemon.root)/to'; find * -type d -printf '%f %m %U, '")
                #expect(found.hasSuffix(expected), "\(policy): \(found)")
            }
            line.close()
        }
    }

    @Test func whatIsExcludedIsNotAskedFor() async throws {
        try await SSHDaemon.with { daemon in
            try await run(
                """
                cd '\(daemon.root)'; mkdir -p tree/keep/cache tree/drop/deep tree/other
                echo 1 >tree/keep/a.txt; echo 2 >tree/keep/b.tmp; echo 3 >tree/drop/deep/c
                head -c 5000 /dev/zero >tree/other/large; ln -s a.txt tree/keep/link
                echo 'Signature: 8a477f597d28d172789f06886806bc55' >tree/keep/cache/CACHEDIR.TAG
                echo 4 >tree/keep/cache/thing; mkfifo tree/other/pipe
                """)
            var options = FilesOptions()
            options.excludes.add("*.tmp\ndrop/\n".utf8)
            options.excludesCaches = true
            options.links = .skip
            options.sizeMax = .init(4000)
            let line = try daemon.line()
            let source = try SFTPSource([daemon.path("tree")], over: line, options: options)
            let found = try await all(source)
            let above = "\(daemon.root)/".dropFirst().utf8.count
            let names = found.entries.map { String("\($0.path)".dropFirst(above)) }
                .filter { $0.hasPrefix("tree") }
            #expect(
                names == [
                    "tree", "tree/keep", "tree/keep/a.txt", "tree/keep/cache",
                    "tree/keep/cache/CACHEDIR.TAG", "tree/other",
                ])
            #expect(found.issues.map(\.kind) == [.unsupported])
            options.links = .follow
            #expect(throws: StorageError.self) {
                try SFTPSource([daemon.path("tree")], over: line, options: options)
            }
            line.close()
        }
    }

    @Test func whatVanishesAndWhatChangesIsCounted() async throws {
        try await SSHDaemon.with { daemon in
            try await run(
                """
                cd '\(daemon.root)'; mkdir tree; echo 1 >tree/gone
                head -c 9000000 /dev/zero >tree/grows
                echo 2 >tree/stays; touch -d @1500000000 tree/*
                """)
            let line = try daemon.line()
            let found = try await all(SFTPSource([daemon.path("tree")], over: line))
            let files = found.entries.filter { $0.kind == .file }
            #expect(files.count == 3)
            try await run("cd '\(daemon.root)/tree'; rm gone; echo more >>grows")
            try await blocking {
                #expect(throws: EntryIssue.self) { _ = try read(files[0]) }
                let grown = try read(files[1])
                // It is one state of the file, from its opening on.
                #expect(grown.bytes.count == 9_000_005 && grown.outcome == .whole)
                let reader = try #require(files[1].content).open()
                var bytes: [UInt8] = []
                try bytes.append(addingCapacity: 1000) { try reader.read(into: &$0) }
                #expect(try shell("echo more >>'\(daemon.root)/tree/grows'").status == 0)
                #expect(try reader.finish() == .torn(.grew))
                #expect(try read(files[2]).bytes == Array("2\n".utf8))
            }
            // A file is the same as before by its size and its time, and not by its content.
            let again = try await all(SFTPSource([daemon.path("tree")], over: line))
            let stays = try #require(again.entries.last)
            #expect(stays.identity == files[2].identity && stays.identity != nil)
            let fresh = try #require(
                again.entries.first { $0.path.name.elementsEqual("grows".utf8) })
            #expect(fresh.identity == nil, "it may yet change within its second")
            line.close()
        }
    }

    @Test func aRootThatIsMissingIsAnIssueAmongOthers() async throws {
        try await SSHDaemon.with { daemon in
            try await run("mkdir '\(daemon.root)/tree'; echo 1 >'\(daemon.root)/tree/a'")
            let line = try daemon.line()
            let roots = ["tree/a", "missing", "tree"].map { daemon.path($0) }
            let found = try await all(SFTPSource(roots, over: line))
            #expect(found.issues.map(\.kind) == [.vanished])
            #expect(found.entries.suffix(2).map { "\($0.path)" }.last?.hasSuffix("tree/a") == true)
            await expectStorageError(.notFound) {
                _ = try await all(SFTPSource([daemon.path("missing")], over: line))
            }
            line.close()
        }
    }

    @Test func anotherHostKeyEndsEverything() async throws {
        try await SSHDaemon.with { daemon in
            let pinned = SFTPLine(
                try daemon.server(), hostKeys: PinnedHostKey("SHA256:another"))
            await expectStorageError(.untrusted) {
                _ = try await all(SFTPSource([daemon.path("")], over: pinned))
            }
            pinned.close()
        }
    }
}
