import TestSupport
import Testing
import Values

@testable import Tar

/// What we write, as GNU tar and Python's tarfile see it.
@Suite(.timeLimit(.minutes(10))) struct WriterOracleTests {
    /// Extracts with GNU tar and says of every file what `format` says, sorted by name.
    private func extract(
        _ members: [Member], saying format: String, options: [String] = []
    ) async throws -> [String] {
        try await withScratchFolder { folder in
            try writeFile(archive(members), to: "\(folder)/archive.tar")
            let script = """
                set -e; cd "$0"; mkdir out; umask 0
                tar -C out --no-same-owner "$@" -xpf archive.tar
                cd out; find . -mindepth 1 -printf '\(format)\\n' | LC_ALL=C sort
                """
            let outcome = try await runProgram("sh", ["-c", script, folder] + options)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            return outcome.text.split(separator: "\n").map { String($0) }
        }
    }

    private func python(_ script: String, reading members: [Member]) async throws -> String {
        let prelude = "import sys, io, tarfile\ndata = sys.stdin.buffer.read()\n"
        let outcome = try await runProgram(
            "python3", ["-c", prelude + script], input: archive(members))
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text
    }

    @Test func gnuTarRestoresKindsModesTimesAndContent() async throws {
        let moment = FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
        let listing = try await extract(
            [
                .other("d", .directory) {
                    $0.permissions = 0o750; $0.modified = moment
                },
                .file("d/plain", Array("hello".utf8)) {
                    $0.permissions = 0o4711; $0.modified = moment
                },
                .file("d/empty") { $0.modified = .init(seconds: 5) },
                .other("d/link", .symbolicLink) {
                    $0.linkTarget = Array("../else where".utf8)
                    $0.permissions = 0o777
                    $0.modified = moment
                },
                .other("d/hard", .hardLink) { $0.linkTarget = Array("d/plain".utf8) },
                .other("d/pipe", .fifo) {
                    $0.permissions = 0o600;
                    $0.modified = .init(seconds: -1, nanoseconds: 500_000_000)
                },
            ], saying: "%P|%y|%m|%T@|%n|%l|%s")
        #expect(
            listing.filter { !$0.hasPrefix("d|") } == [
                "d/empty|f|644|5.0000000000|1||0",
                "d/hard|f|4711|1700000000.1234567890|2||5",
                "d/link|l|777|1700000000.1234567890|1|../else where|13",
                // Half a second before 1970: find puts the nanoseconds behind the rounded second.
                "d/pipe|p|600|-1.5000000000|1||0",
                "d/plain|f|4711|1700000000.1234567890|2||5",
            ])
        #expect(
            listing.first { $0.hasPrefix("d|") }?.hasPrefix("d|d|750|1700000000.1234567890") == true
        )
    }

    @Test(arguments: [99, 100, 101, 155, 156, 254, 255, 256, 257, 1000, 3000])
    func gnuTarRestoresNamesOfAnyLength(length: Int) async throws {
        // Parts of 50 bytes, so that the file system takes them.
        var path = ""
        while path.utf8.count + 51 <= length - 1 { path += String(repeating: "p", count: 49) + "/" }
        path += String(repeating: "n", count: length - path.utf8.count)
        let target = String(repeating: "t/", count: length / 2)
        let listing = try await extract(
            [
                .file(path, [7]),
                .other("link", .symbolicLink) { $0.linkTarget = Array(target.utf8) },
                .other("hard", .hardLink) { $0.linkTarget = Array(path.utf8) },
            ], saying: "%P|%l|%s|%n")
        #expect(listing.contains("\(path)||1|2"))
        #expect(listing.contains("hard||1|2"))
        #expect(listing.contains("link|\(target)|\(target.utf8.count)|1"))
    }

    @Test func gnuTarRestoresNamesThatAreNoText() async throws {
        let names: [[UInt8]] = [
            Array("grün".utf8), [0x66, 0xFC, 0x72], [0xFF, 0xFE], Array("new\nline".utf8),
            Array("日本語".utf8),
        ]
        try await withScratchFolder { folder in
            let members = names.map { Member(entry: TarEntry(path: $0, kind: .file)) }
            try writeFile(archive(members), to: "\(folder)/archive.tar")
            let outcome = try await runProgram(
                "sh",
                [
                    "-c",
                    """
                    cd $0 && mkdir out && tar --no-same-owner -C out -xf archive.tar
                    cd out && find . -type f -print0
                    """,
                    folder,
                ])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let found = outcome.output.split(separator: 0).map { Array($0.dropFirst(2)) }
            #expect(Set(found) == Set(names))
        }
        let values = try await python(
            """
            for m in tarfile.open(fileobj=io.BytesIO(data)):
                print(m.name.encode('utf-8', 'surrogateescape').hex())
            """, reading: names.map { Member(entry: TarEntry(path: $0, kind: .file)) })
        let hex = names.map {
            $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(values.split(separator: "\n").map { String($0) } == hex)
    }

    @Test func gnuTarRestoresAttributes() async throws {
        try await withScratchFolder { folder in
            let member = Member.file("f", [1, 2, 3]) {
                $0.attributes = [
                    .init(key: Array("user.origin".utf8), value: [0, 255, 10, 61]),
                    .init(key: Array("user.a=b%3D".utf8), value: Array("odd".utf8)),
                    .init(key: Array("user.empty".utf8), value: []),
                ]
            }
            try writeFile(archive([member]), to: "\(folder)/archive.tar")
            let outcome = try await runProgram(
                "sh",
                [
                    "-c",
                    """
                    cd $0 && mkdir out
                    tar --no-same-owner --xattrs --xattrs-include='*' -C out -xf archive.tar
                    getfattr -d -e hex out/f
                    """, folder,
                ])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n").filter { $0.hasPrefix("user.") }
            #expect(
                Set(lines) == [
                    "user.origin=0x00ff0a3d", "user.a\\075b%3D=0x6f6464", "user.empty=0x",
                ])
        }
    }

    @Test(arguments: [
        (10_000_000, [(0, 4096), (1_000_000, 512), (8_388_608, 65_536)]),
        (10_000_000, [(4096, 1), (9_999_999, 1)]), (5_000_000, []),
        (5_000_000, [(4_999_680, 320)]), (12_000_000, (0..<300).map { ($0 * 32_768, 4096) }),
    ])
    func gnuTarAndPythonRestoreHoles(size: Int, extents: [(Int, Int)]) async throws {
        let map = try #require(
            TarSparseMap(
                covering: extents.map { .init(offset: Int64($0.0), count: Int64($0.1)) },
                of: Int64(size)))
        var content = [UInt8](repeating: 0, count: size)
        for (offset, count) in extents {
            for index in offset..<offset + count { content[index] = UInt8(index % 251 + 1) }
        }
        let member = Member.file("deep/folder/sparse", content) { $0.sparse = map }
        try await withScratchFolder { folder in
            try writeFile(archive([member]), to: "\(folder)/archive.tar")
            let outcome = try await runProgram(
                "sh",
                [
                    "-c",
                    """
                    cd $0 && tar --no-same-owner -xf archive.tar && cd deep/folder
                    stat -c '%s %b' sparse && cat sparse
                    """,
                    folder,
                ])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let line = outcome.output.prefix { $0 != 10 }
            let numbers = String(decoding: line, as: UTF8.self).split(separator: " ").map {
                Int($0)
            }
            #expect(numbers[0] == size)
            // Whole pages of 4 KiB at the most, and those partly filled at both ends.
            #expect(
                try #require(numbers[1]) <= (Int(map.dataSize) + 8192 * map.extents.count) / 512)
            #expect(differences(Array(outcome.output.dropFirst(line.count + 1)), content).isEmpty)
        }
        let digest = try await python(
            """
            t = tarfile.open(fileobj=io.BytesIO(data)); m = t.getmembers()[0]
            b = t.extractfile(m).read()
            s = sum(i * x for i, x in enumerate(b) if x)
            print(m.name, m.size, len(b), s, len(t.getmembers()))
            """, reading: [member])
        let sum = content.enumerated().reduce(0) { $0 + $1.offset * Int($1.element) }
        #expect(digest == "deep/folder/sparse \(size) \(size) \(sum) 1\n")
    }

    @Test func numbersBeyondOctalFieldsAreKept() async throws {
        let size: Int64 = 9 << 30
        let map = try #require(
            TarSparseMap(covering: [.init(offset: 8 << 30, count: 4096)], of: size))
        var big = TarEntry(path: Array("big".utf8), kind: .file)
        big.size = size
        big.sparse = map
        big.user.id = 4_000_000_000
        big.group.id = 3_000_000
        big.modified = .init(seconds: 1 << 40)
        var writer = TarWriter()
        var bytes: [UInt8] = []
        try writer.begin(big, into: &bytes)
        bytes += [UInt8](repeating: 1, count: 4096)
        try writer.wrote(4096)
        try writer.end(into: &bytes)
        writer.finish(into: &bytes)
        let outcome = try await runProgram("tar", ["-tvf", "-", "--numeric-owner"], input: bytes)
        #expect(outcome.text.contains("4000000000/3000000 9663676416"), "\(outcome.text)")
        #expect(outcome.status == 0, "\(outcome.errorText)")
    }

    @Test func plainContentBeyondEightGibibytesIsAnnounced() async throws {
        var entry = TarEntry(path: Array("huge".utf8), kind: .file)
        entry.size = 8 << 30
        var writer = TarWriter()
        var bytes: [UInt8] = []
        try writer.begin(entry, into: &bytes)
        // Nobody makes 8 GiB for this: both readers tell the size from the headers alone.
        let outcome = try await runProgram("tar", ["-tvf", "-"], input: bytes)
        #expect(outcome.text.contains(" 8589934592 "), "\(outcome.text)")
        var reader = TarReader()
        var position = 0
        guard case .entry(let read) = try reader.next(bytes.span, from: &position) else {
            Issue.record("no entry")
            return
        }
        #expect(read == entry)
    }

    @Test func devicesAreListedWithTheirNumbers() async throws {
        let bytes = try archive([
            .other("null", .characterDevice) { $0.device = .init(major: 1, minor: 3) },
            .other("disk", .blockDevice) { $0.device = .init(major: 259, minor: 1_048_575) },
        ])
        let outcome = try await runProgram("tar", ["-tvf", "-", "--numeric-owner"], input: bytes)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.first?.hasPrefix("crw-r--r-- 0/0             1,3") == true, "\(outcome.text)")
        #expect(lines.last?.hasPrefix("brw-r--r-- 0/0     259,1048575") == true, "\(outcome.text)")
    }

    /// What ustar can say is said in the very bytes that Python's tarfile makes.
    @Test func plainEntriesAreExactlyUstar() async throws {
        let path = String(repeating: "p", count: 60) + "/" + String(repeating: "n", count: 90)
        let members: [Member] = [
            .file("a", Array("content".utf8)) {
                $0.user = .init(id: 1000, name: Array("ada".utf8))
                $0.group = .init(id: 2_097_151, name: Array("staff".utf8))
                $0.permissions = 0o6755
                $0.modified = .init(seconds: 1_700_000_000)
            },
            .file(path), .other("d/", .directory) { $0.permissions = 0o755 },
            .other("l", .symbolicLink) { $0.linkTarget = Array("a".utf8) },
            .other("h", .hardLink) { $0.linkTarget = Array("a".utf8) },
            .other("f", .fifo),
            .other("c", .characterDevice) { $0.device = .init(major: 5, minor: 1) },
        ]
        let imports = "import sys, io, tarfile"
        let script = """
            \(imports)
            out = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.USTAR_FORMAT)
            def add(name, kind=tarfile.REGTYPE, content=b'', **more):
                t = tarfile.TarInfo(name); t.type = kind; t.size = len(content)
                for k, v in more.items(): setattr(t, k, v)
                out.addfile(t, io.BytesIO(content))
            add('a', content=b'content', uid=1000, uname='ada', gid=2097151, gname='staff',
                mode=0o6755, mtime=1700000000)
            add('\(path)')
            add('d', tarfile.DIRTYPE, mode=0o755)
            add('l', tarfile.SYMTYPE, linkname='a')
            add('h', tarfile.LNKTYPE, linkname='a')
            add('f', tarfile.FIFOTYPE)
            add('c', tarfile.CHRTYPE, devmajor=5, devminor=1)
            out.close()
            """
        let outcome = try await runProgram("python3", ["-c", script])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        let ours = try archive(members)
        #expect(ours.count == outcome.output.count)
        #expect(differences(ours, outcome.output).isEmpty)
        #expect(ours.count % 10_240 == 0)
    }
}
