import TestSupport
import Testing
import Values

@testable import Tar

/// What GNU tar and Python's tarfile write, as we see it.
@Suite(.timeLimit(.minutes(10))) struct ReaderOracleTests {
    private static let long = String(repeating: "0123456789", count: 9)

    private func shell(_ script: String) async throws -> [UInt8] {
        try await withScratchFolder { folder in
            let outcome = try await runProgram("sh", ["-ec", "cd \"$0\"\n" + script, folder])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            return outcome.output
        }
    }

    private func python(_ script: String) async throws -> [UInt8] {
        let imports = "import sys, io, tarfile"
        let prelude = """
            \(imports)
            out = io.BytesIO()
            def add(t, name, kind=tarfile.REGTYPE, content=b'', **more):
                i = tarfile.TarInfo(name); i.type = kind; i.size = len(content)
                for k, v in more.items(): setattr(i, k, v)
                t.addfile(i, io.BytesIO(content))

            """
        let outcome = try await runProgram(
            "python3", ["-c", prelude + script + "\nsys.stdout.buffer.write(out.getvalue())"])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.output
    }

    @Test(arguments: ["pax", "gnu", "ustar", "v7", "oldgnu"])
    func everyFormatOfGNUTarIsRead(format: String) async throws {
        let bytes = try await shell(
            """
            umask 022; mkdir -p t/d; printf hello > t/d/f; chmod 4750 t/d/f; ln t/d/f t/d/h
            ln -s d/f t/s; mkfifo t/p || true; : > t/empty; seq 100000 > t/numbers
            touch -h -d @1700000000.5 t/d/f t/s t/empty t/numbers
            [ \(format) = v7 ] && rm t/p
            tar --sort=name --format=\(format) --numeric-owner --owner=7 --group=8 -cf - t
            """)
        let found = try members(of: bytes)
        #expect(try members(of: bytes, piece: 1) == found)
        let names = ["t/", "t/d/", "t/d/f", "t/d/h", "t/empty", "t/numbers", "t/p", "t/s"]
            .filter { format != "v7" || $0 != "t/p" }
        #expect(found.map(\.path) == names)
        let byName = Dictionary(uniqueKeysWithValues: found.map { ($0.path, $0) })
        let file = try #require(byName["t/d/f"])
        #expect(file.content == Array("hello".utf8))
        #expect(file.entry.permissions == 0o4750)
        #expect(file.entry.user.id == 7 && file.entry.group.id == 8)
        #expect(file.entry.modified.seconds == 1_700_000_000)
        #expect(file.entry.modified.nanoseconds == (format == "pax" ? 500_000_000 : 0))
        #expect(byName["t/d/h"]?.entry.kind == .hardLink)
        #expect(byName["t/d/h"]?.entry.linkTarget == Array("t/d/f".utf8))
        #expect(byName["t/s"]?.entry.kind == .symbolicLink)
        #expect(byName["t/s"]?.entry.linkTarget == Array("d/f".utf8))
        #expect(byName["t/"]?.entry.kind == .directory)
        #expect(format == "v7" || byName["t/p"]?.entry.kind == .fifo)
        let numbers = (1...100_000).flatMap { Array("\($0)\n".utf8) }
        #expect(byName["t/numbers"]?.content == numbers)
    }

    @Test(arguments: ["pax", "gnu"])
    func longNamesAndTargetsAreRead(format: String) async throws {
        let bytes = try await shell(
            """
            d=t/\(Self.long)/\(Self.long)/\(Self.long); mkdir -p $d; printf x > $d/file
            ln -s $d/file t/link; ln $d/file t/hard; printf y > "$(printf 't/f\\374r')"
            tar --sort=name --format=\(format) -cf - t
            """)
        let found = try members(of: bytes)
        let folder = "t/\(Self.long)/\(Self.long)/\(Self.long)"
        #expect(found.contains { $0.path == "\(folder)/" && $0.entry.kind == .directory })
        let file = found.first { $0.path == "\(folder)/file" }
        #expect(file?.content == [UInt8(ascii: "x")])
        let link = found.first { $0.path == "t/link" }
        #expect(link?.entry.linkTarget == Array("\(folder)/file".utf8))
        #expect(found.contains { $0.entry.path == [0x74, 0x2F, 0x66, 0xFC, 0x72] })
    }

    @Test(
        arguments: ["pax --sparse-version=0.0", "pax --sparse-version=0.1", "pax", "gnu"], [3, 200])
    func holesOfEveryFormAreRead(format: String, pieces: Int) async throws {
        let bytes = try await shell(
            """
            mkdir t; truncate -s 20M t/sparse
            for i in $(seq 1 \(pieces)); do
                printf "piece $i" | dd of=t/sparse bs=1 seek=$((i * 65536)) conv=notrunc status=none
            done
            printf end > t/z
            tar --sort=name --hole-detection=raw --sparse --format=\(format) -cf - t
            """)
        let found = try members(of: bytes)
        #expect(try members(of: bytes, piece: 77) == found)
        #expect(found.map(\.path) == ["t/", "t/sparse", "t/z"])
        let sparse = found[1]
        #expect(sparse.entry.size == 20 << 20)
        #expect(sparse.entry.sparse?.extents.count == pieces)
        #expect(sparse.stored < pieces * 4096 + 1)
        var expected = [UInt8](repeating: 0, count: 20 << 20)
        for piece in 1...pieces {
            for (index, byte) in "piece \(piece)".utf8.enumerated() {
                expected[piece * 65_536 + index] = byte
            }
        }
        #expect(differences(sparse.content, expected).isEmpty)
        #expect(found[2].content == Array("end".utf8))
    }

    @Test func attributesAreRead() async throws {
        let bytes = try await shell(
            """
            printf x > f; setfattr -n user.origin -v 0x00ff0a3d f; setfattr -n user.a=b% -v odd f
            setfattr -n user.empty f
            tar --xattrs --format=pax -cf - f
            """)
        let attributes = try #require(try members(of: bytes).first).entry.attributes
        let byName = Dictionary(
            uniqueKeysWithValues: attributes.map {
                (String(decoding: $0.key, as: UTF8.self), $0.value)
            })
        #expect(
            byName == [
                "user.origin": [0, 255, 10, 61], "user.a=b%": Array("odd".utf8), "user.empty": [],
            ])
    }

    @Test func binaryNumbersAreRead() async throws {
        let bytes = try await python(
            """
            t = tarfile.open(fileobj=out, mode='w', format=tarfile.GNU_FORMAT)
            add(t, 'a', uid=4000000000, gid=5000000000, mtime=-5, content=b'x')
            add(t, 'c', tarfile.CHRTYPE, devmajor=5, devminor=1)
            t.close()
            """)
        let found = try members(of: bytes).map(\.entry)
        #expect(found[0].user.id == 4_000_000_000 && found[0].group.id == 5_000_000_000)
        #expect(found[0].modified == FileTime(seconds: -5))
        #expect(found[1].device == .init(major: 5, minor: 1))
    }

    @Test func globalHeadersHoldUntilTheyAreTakenBack() async throws {
        let bytes = try await python(
            """
            t = tarfile.open(fileobj=out, mode='w', format=tarfile.PAX_FORMAT,
                             pax_headers={'uname': 'everyone', 'comment': 'a note',
                                          'mtime': '12.5'})
            add(t, 'a', uname='')
            add(t, 'b', pax_headers={'uname': 'one', 'mtime': '-3.25', 'VENDOR.key': 'value'})
            t.close()
            """)
        let found = try members(of: bytes).map(\.entry)
        #expect(found[0].user.name == Array("everyone".utf8))
        #expect(found[0].modified == FileTime(seconds: 12, nanoseconds: 500_000_000))
        #expect(found[0].records.isEmpty)
        #expect(found[1].user.name == Array("one".utf8))
        #expect(found[1].modified == FileTime(seconds: -4, nanoseconds: 750_000_000))
        #expect(
            found[1].records == [.init(key: Array("VENDOR.key".utf8), value: Array("value".utf8))])
    }

    @Test func blockingFactorsAndVolumeLabelsAreRead() async throws {
        let bytes = try await shell("printf x > f; tar -b 1 -V label -cf - f")
        let found = try members(of: bytes)
        #expect(found.map(\.entry.kind) == [.other(UInt8(ascii: "V")), .file])
    }
}
