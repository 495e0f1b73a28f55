import TestSupport
import Testing
import Values

@testable import Zip

/// Archives are judged by Info-ZIP, by libarchive and by Python.
@Suite(.timeLimit(.minutes(10))) struct ZipWriterTests {
    @Test func unpackersOfTheWorldGetBackWhatWentIn() async throws {
        var entries: [(ZipEntry, [UInt8])] = [
            (.folder("d", 0o750), []), (.folder("d/empty", 0o700), []),
            (.file("d/plain", "content", 0o640), Array("content".utf8)),
            (.file("d/nothing", "", 0o400), []),
            (.file("d/größe-文", "name", 0o644), Array("name".utf8)),
            (.link("d/link", to: "../elsewhere/there"), []),
            (.link("d/dangling", to: "größe"), []),
        ]
        let noise = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
        var file = ZipEntry.file("d/noise", "", 0o600)
        file.size = Int64(noise.count)
        entries.append((file, noise))
        try await withScratchFolder { scratch in
            try writeFile(try ZipMaker.archive(entries), to: "\(scratch)/a.zip")
            try writeFile(noise, to: "\(scratch)/noise")
            for command in ["bsdtar -xpf ../a.zip", "unzip -qX ../a.zip"] {
                let result = try shell(
                    """
                    cd '\(scratch)' && rm -rf out && mkdir out && cd out || exit
                    export TZ=UTC LC_ALL=C.UTF-8; \(command) && cmp d/noise ../noise || exit
                    find . -mindepth 1 ! -type l -printf '%P %y %m %T@\\n' | LC_ALL=C sort
                    find . -type l -printf '%P %l\\n' | LC_ALL=C sort
                    cat d/plain d/größe-文
                    """)
                #expect(result.status == 0, "\(command): \(result.output)")
                #expect(
                    result.output.replacing(".0000000000", with: "").split(separator: "\n") == [
                        "d d 750 1600000001", "d/empty d 700 1600000001",
                        "d/größe-文 f 644 1600000001", "d/noise f 600 1600000001",
                        "d/nothing f 400 1600000001", "d/plain f 640 1600000001",
                        "d/dangling größe", "d/link ../elsewhere/there", "contentname",
                    ], "\(command)")
            }
            // Numbers of owners are known to Info-ZIP.
            #expect(try shell("stat -c '%u %g' '\(scratch)/out/d/plain'").output == "7 8\n")
            let info = try shell("cd '\(scratch)' && unzip -t a.zip && zipinfo -v a.zip")
            #expect(info.status == 0, "\(info.output)")
            #expect(info.output.contains("No errors detected"))
            #expect(!info.output.contains("warning"), "\(info.output)")
        }
    }

    @Test func bytesThatAreNoTextAreKept() async throws {
        try await withScratchFolder { scratch in
            // unzip drops 0xFF, and that byte alone, from every name.
            let name = Array("a".utf8) + [0xE9, 0xFE] + Array("z".utf8)
            var entry = ZipEntry(path: name, kind: .file)
            entry.size = 1
            try writeFile(try ZipMaker.archive([(entry, [65])]), to: "\(scratch)/a.zip")
            for command in ["unzip -q a.zip -d out", "bsdtar -xf a.zip -C out"] {
                let result = try shell(
                    """
                    cd '\(scratch)' && rm -rf out && mkdir out && export LC_ALL=C && \(command) &&
                    ls -b out
                    """)
                #expect(result.output.contains(#"a\351\376z"#), "\(command): \(result.output)")
            }
        }
    }

    @Test(arguments: [
        "", "/etc/passwd", "../x", "a/../../x", "a/..", "..", "a//b", "a/./b", "a/", "nul\0byte",
        #"..\x"#, #"a\..\..\x"#, #"\x"#, "C:", "c:/x", #"C:\x"#,
    ]) func namesThatLeadAwayCannotBeMade(_ name: String) throws {
        var writer = try ZipWriter()
        var output: [UInt8] = []
        let error = #expect(throws: ZipError.self) {
            try writer.begin(ZipEntry(path: Array(name.utf8), kind: .file), into: &output)
        }
        #expect(error?.kind == .badName)
        #expect(output == [])
    }

    @Test(arguments: ["a..b", "..a", "a:b", #"a\b"#, "...", "C:x"])
    func oddNamesCan(_ name: String) throws {
        let entry = ZipEntry(path: Array(name.utf8), kind: .file)
        #expect(try ZipMaker.archive([(entry, [])]).count > 50)
    }

    @Test func contentIsAsLongAsItWasSaid() throws {
        var writer = try ZipWriter()
        var output: [UInt8] = []
        var lines: [UInt8] = []
        try writer.begin(.file("a", "ab", 0o600), into: &output)
        #expect(throws: ZipError.self) { try writer.write([1, 2, 3].span, into: &output) }
        try writer.write([1].span, into: &output)
        #expect(throws: ZipError.self) { try writer.end(into: &output, directory: &lines) }
    }

    @Test(arguments: [
        (0, 1980, 1, 1, 0, 0, 0), (315_532_800, 1980, 1, 1, 0, 0, 0),
        (1_600_000_001, 2020, 9, 13, 12, 26, 40), (9_000_000_000, 2107, 12, 31, 23, 59, 58),
    ]) func timesFitTheirFields(
        _ seconds: Int64, _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int,
        _ second: Int
    ) {
        let time = ZipTime(FileTime(seconds: seconds))
        #expect(Int(time.date >> 9) + 1980 == year)
        #expect(Int(time.date >> 5 & 15) == month && Int(time.date & 31) == day)
        #expect(Int(time.time >> 11) == hour && Int(time.time >> 5 & 63) == minute)
        #expect(Int(time.time & 31) * 2 == second)
        #expect((time.seconds == nil) == (seconds > Int64(Int32.max)))
    }
}
