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

    @Test func aFileLargerThanThirtyTwoBitsCount() async throws {
        try await withScratchFolder { scratch in
            let size: Int64 = 4 << 30 + 5
            var large = ZipEntry.file("large", "", 0o600)
            large.size = size
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            try Self.write(to: "\(scratch)/a.zip", from: 0) { writer, flush in
                try flush { output, _ in try writer.begin(large, into: &output) }
                var rest = size
                while rest > 0 {
                    let part = zeros.span.extracting(first: Int(min(rest, Int64(zeros.count))))
                    try flush { output, _ in try writer.write(part, into: &output) }
                    rest -= Int64(part.count)
                }
                try flush { try writer.end(into: &$0, directory: &$1) }
            }
            let result = try shell(
                """
                cd '\(scratch)' && unzip -tqq a.zip && zipinfo -l a.zip large | awk '{ print $4 }'
                """)
            #expect(result.output == "\(size)\n", "\(result.output)")
            let python = try await runPython(
                """
                import zipfile
                print(zipfile.ZipFile('\(scratch)/a.zip').getinfo('large').file_size)
                """)
            #expect(python == "\(size)\n")
        }
    }

    /// Where entries lie beyond 4 GiB of an archive, and its directory as well.
    @Test func placesBeyondThirtyTwoBits() async throws {
        try await withScratchFolder { scratch in
            try Self.write(to: "\(scratch)/a.zip", from: 5 << 30) { writer, flush in
                for name in ["one", "two"] {
                    try flush { output, _ in
                        try writer.begin(.file(name, name, 0o600), into: &output)
                    }
                    try flush { output, _ in
                        try writer.write(Array(name.utf8).span, into: &output)
                    }
                    try flush { try writer.end(into: &$0, directory: &$1) }
                }
            }
            let result = try shell(
                "cd '\(scratch)' && unzip -p a.zip one two && bsdtar -xOf a.zip two")
            #expect(result.output == "onetwotwo", "\(result.output)")
            let python = try await runPython(
                """
                import zipfile
                z = zipfile.ZipFile('\(scratch)/a.zip')
                print(z.read('one'), z.getinfo('two').header_offset > 2**32)
                """)
            #expect(python == "b'one' True\n")
        }
    }

    /// Puts an archive into a file, behind a hole of `offset` bytes.
    private static func write(
        to path: String, from offset: Int64,
        _ body: (
            inout ZipWriter, ((inout [UInt8], inout [UInt8]) throws -> Void) throws -> Void
        ) throws -> Void
    ) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        lseek(file, off_t(offset), SEEK_SET)
        var writer = try ZipWriter(at: offset)
        var output: [UInt8] = []
        var directory: [UInt8] = []
        func flush() {
            let count = output.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            precondition(count == output.count, "the scratch disk has room")
            output.removeAll(keepingCapacity: true)
        }
        try body(&writer) { step in
            try step(&output, &directory)
            flush()
        }
        output += directory
        writer.finish(into: &output)
        flush()
    }
}
