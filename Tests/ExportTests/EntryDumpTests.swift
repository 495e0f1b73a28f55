import Connector
import Export
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing
import Values

/// What comes out is read by GNU tar.
@Suite struct EntryDumpTests {
    @Test func tarTakesTheArchiveApart() async throws {
        try await withScratchFolder { scratch in
            let issues = try Self.dump(Self.entries, to: "\(scratch)/dump.tar")
            #expect(issues.counts == [.unsupported: 1])
            let listed = try shell(
                """
                cd '\(scratch)' && mkdir out && tar -xpf dump.tar -C out && cd out &&
                find . -mindepth 1 -printf '%P %y %m %s %n %l %T@\\n' | sort &&
                cat d/file && od -An -c -j 999994 d/holes && du -k d/holes
                """)
            #expect(listed.status == 0, "\(listed.output)")
            #expect(
                listed.output.split(separator: "\n").map(String.init).filter {
                    !$0.hasPrefix("d d ")
                } == [
                    "d/again f 640 7 2  1600000000.0000001230",
                    "d/file f 640 7 2  1600000000.0000001230",
                    "d/holes f 600 1000000 1  1600000000.0000001230",
                    "d/link l 777 5 1 there 1600000000.0000001230",
                    "d/pipe p 600 0 1  1600000000.0000001230",
                    "content   e   n   d   e   n   d", "8\td/holes",
                ])
        }
    }

    @Test func oneFileGoesOutWithItsHolesAsZeros() async throws {
        try await withScratchFolder { scratch in
            var dump = EntryDump(to: Self.open("\(scratch)/out"), name: FilePath("out"))
            #expect(try dump.writeContent(of: Stream([Self.holes])).isEmpty)
            let out = try readFile("\(scratch)/out")
            #expect(out.count == 1_000_000)
            #expect(out.prefix(5).elementsEqual("start".utf8))
            #expect(out.suffix(6).elementsEqual("endend".utf8))
            #expect(out[5..<999_994].allSatisfy { $0 == 0 })
        }
    }

    /// A log that grew while it was backed up is there, and so is what follows it.
    @Test func aTornFileIsToldAndTheRestComes() async throws {
        let entries = [
            Entry.sample("log", .file, MemoryContent(Array("line\n".utf8), ending: .torn)),
            Entry.sample("well", .file, MemoryContent("x")),
        ]
        try await withScratchFolder { scratch in
            let issues = try Self.dump(entries, to: "\(scratch)/dump.tar")
            #expect(issues.counts == [.torn(.changed): 1])
            var zip = EntryDump(to: Self.open("\(scratch)/dump.zip"), name: FilePath("dump"))
            #expect(try zip.writeZip(of: Stream(entries)).counts == [.torn(.changed): 1])
            var file = EntryDump(to: Self.open("\(scratch)/log"), name: FilePath("log"))
            let told = try file.writeContent(of: Stream([entries[0]]))
            #expect(told.counts == [.torn(.changed): 1])
            let listed = try shell(
                """
                cd '\(scratch)' && cat log && mkdir out && tar -xf dump.tar -C out &&
                cat out/log out/well && unzip -tqq dump.zip && unzip -p dump.zip
                """)
            #expect(listed.status == 0, "\(listed.output)")
            #expect(listed.output == "line\nline\nxline\nx")
        }
    }

    @Test func aFolderIsNotPrintedAsWhatIsInIt() async throws {
        try await withScratchFolder { scratch in
            var dump = EntryDump(to: Self.open("\(scratch)/out"), name: FilePath("out"))
            let entries = Stream([
                Entry.sample("d", .folder), Entry.sample("d/file", .file, MemoryContent("x")),
            ])
            let issue = #expect(throws: EntryIssue.self) {
                _ = try dump.writeContent(of: entries)
            }
            #expect(issue?.message.contains("d is a folder") == true)
            let out = try readFile("\(scratch)/out")
            #expect(out == [])
        }
    }

    @Test func aDamagedFileBreaksTheStreamOff() async throws {
        try await withScratchFolder { scratch in
            let broken = Entry.sample("broken", .file, MemoryContent([1], ending: .unreadable))
            #expect(throws: EntryIssue.self) {
                try Self.dump([broken], to: "\(scratch)/dump.tar")
            }
            let listed = try shell("tar -tf '\(scratch)/dump.tar'")
            #expect(listed.output == "" || listed.status != 0)
        }
    }

    @Test func unzipTakesTheOtherArchiveApart() async throws {
        try await withScratchFolder { scratch in
            var entries = Self.entries
            entries[2] = Entry.sample("d/again", .file, MemoryContent("content"))
            var dump = EntryDump(to: Self.open("\(scratch)/dump.zip"), name: FilePath("dump"))
            let issues = try dump.writeZip(of: Stream(entries))
            #expect(issues.counts == [.unsupported: 2])
            let listed = try shell(
                """
                cd '\(scratch)' && unzip -tqq dump.zip && mkdir out && cd out &&
                unzip -qX ../dump.zip && export TZ=UTC &&
                find . -mindepth 1 ! -type l -printf '%P %y %m %s %T@\\n' | sort &&
                readlink d/link && cat d/file && od -An -c -j 999994 d/holes
                """)
            #expect(listed.status == 0, "\(listed.output)")
            #expect(
                listed.output.replacing(".0000000000", with: "").split(separator: "\n")
                    .map(String.init).filter { !$0.hasPrefix("d d ") } == [
                        "d/again f 640 7 1600000000", "d/file f 640 7 1600000000",
                        "d/holes f 600 1000000 1600000000", "there",
                        "content   e   n   d   e   n   d",
                    ])
        }
    }

    @Test func aDamagedFileLeavesAnArchiveThatNobodyTakesForWhole() async throws {
        try await withScratchFolder { scratch in
            let torn = Entry.sample("broken", .file, MemoryContent([1], ending: .unreadable))
            var dump = EntryDump(to: Self.open("\(scratch)/dump.zip"), name: FilePath("dump"))
            let entries = Stream([Entry.sample("well", .file, MemoryContent("x")), torn])
            #expect(throws: EntryIssue.self) { try dump.writeZip(of: entries) }
            let tested = try shell("unzip -t '\(scratch)/dump.zip'")
            #expect(tested.status != 0)
        }
    }

    /// The directory of so many does not stay in memory.
    @Test(.timeLimit(.minutes(5))) func aHundredThousandFilesFit() async throws {
        try await withScratchFolder { scratch in
            let entries = (100_000..<200_000).map {
                Entry.sample("folder with a long name/file number \($0)", .file, MemoryContent("x"))
            }
            var dump = EntryDump(to: Self.open("\(scratch)/dump.zip"), name: FilePath("dump"))
            #expect(try dump.writeZip(of: Stream(entries)).isEmpty)
            let tested = try shell(
                "cd '\(scratch)' && unzip -tqq dump.zip && zipinfo -1 dump.zip | sort -u | wc -l")
            #expect(tested.output == "100000\n")
        }
    }

    private static let holes = Entry.sample(
        "d/holes", .file,
        MemoryContent(
            Array("startendend".utf8), size: 1_000_000,
            extents: [.init(offset: 0, count: 5), .init(offset: 999_994, count: 6)]), mode: 0o600)

    private static let entries = [
        Entry.sample("d", .folder, mode: 0o755),
        Entry.sample("d/file", .file, MemoryContent("content")),
        Entry.sample("d/again", .hardLink(EntryPath.sample("d/file"))), holes,
        Entry.sample("d/link", .link(Array("there".utf8)), mode: 0o777),
        Entry.sample("d/pipe", .fifo, mode: 0o600), Entry.sample("d/socket", .socket),
    ]

    @discardableResult
    private static func dump(_ entries: [Entry], to file: String) throws -> IssueLog {
        var dump = EntryDump(to: open(file), name: FilePath(file))
        return try dump.writeTar(of: Stream(entries))
    }

    private static func open(_ path: String) -> FileDescriptor {
        FileDescriptor(owning: Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600))
    }
}
