import Glibc
import TestSupport
import Testing

@testable import Zip

/// Beyond the limits of the first format, judged by programs that know the second.
@Suite(.timeLimit(.minutes(10))) struct ZipLimitTests {
    @Test func moreEntriesThanSixteenBitsCount() async throws {
        try await withScratchFolder { scratch in
            let count = 70_000
            let entries = (0..<count).map { (ZipEntry.file("f\($0)", "", 0o600), [UInt8]()) }
            try writeFile(try ZipMaker.archive(entries), to: "\(scratch)/a.zip")
            let found = try shell(
                """
                cd '\(scratch)' && bsdtar -tf a.zip | wc -l && zipinfo -1 a.zip | wc -l &&
                unzip -tqq a.zip && zipinfo -h a.zip
                """)
            #expect(found.status == 0, "\(found.output)")
            #expect(found.output.hasPrefix("\(count)\n\(count)\n"), "\(found.output)")
            let python = try await runPython(
                "import zipfile; print(len(zipfile.ZipFile('\(scratch)/a.zip').infolist()))")
            #expect(python == "\(count)\n")
        }
    }

    /// A file larger than 4 GiB, and after it one that begins, whatever deflate made of it, beyond
    /// 4 GiB: what does not compress comes first.
    @Test func filesAndPlacesBeyondThirtyTwoBits() async throws {
        try await withScratchFolder { scratch in
            let size: Int64 = 4 << 30 + 5
            try Self.write(size, to: "\(scratch)/a.zip")
            let result = try shell(
                """
                cd '\(scratch)' && unzip -tqq a.zip && unzip -p a.zip after &&
                bsdtar -xOf a.zip after && unzip -p a.zip large | wc -c &&
                bsdtar -xOf a.zip large | tail -c 3 && stat -c %s a.zip
                """)
            #expect(result.status == 0, "\(result.output)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "afterafter\(size)", "\(result.output)")
            let python = try await runPython(
                """
                import zipfile
                z = zipfile.ZipFile('\(scratch)/a.zip')
                i = z.getinfo('large'); print(i.file_size, z.read('after').decode())
                print(z.getinfo('after').header_offset > 2**32)
                """)
            #expect(python == "\(size) after\nTrue\n")
        }
    }

    private static func write(_ size: Int64, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        var writer = try ZipWriter()
        var output: [UInt8] = []
        var directory: [UInt8] = []
        func flush() {
            let count = output.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            precondition(count == output.count, "the scratch disk has room")
            output.removeAll(keepingCapacity: true)
        }
        var large = ZipEntry.file("large", "", 0o600)
        large.size = size
        try writer.begin(large, into: &output)
        // What was random once is as good as new for a window of 32 KiB.
        var random = SeededGenerator()
        let noise = (0..<1 << 20).map { _ in UInt8.random(in: 0...255, using: &random) }
        var rest = size
        while rest > 0 {
            let part = Int(min(rest, Int64(noise.count)))
            try writer.write(noise.span.extracting(first: part), into: &output)
            rest -= Int64(part)
            flush()
        }
        try writer.end(into: &output, directory: &directory)
        let after = ZipEntry.file("after", "after", 0o600)
        try writer.begin(after, into: &output)
        try writer.write(Array("after".utf8).span, into: &output)
        try writer.end(into: &output, directory: &directory)
        output += directory
        writer.finish(into: &output)
        flush()
    }
}
