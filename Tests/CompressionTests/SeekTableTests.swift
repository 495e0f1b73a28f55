import TestSupport
import Testing
import Values

@testable import Compression

@Suite(.timeLimit(.minutes(10))) struct SeekTableTests {
    /// A file of frames of `frameSize` with its table at the end.
    private func seekable(
        _ plain: [UInt8], frameSize: Int
    ) async throws -> (file: [UInt8], table: SeekTable) {
        let pipeline = try FramePipeline(
            .compress(level: .standard, probing: .samples), workers: 2, frameSize: frameSize)
        async let fed: Void = {
            var start = 0
            while start < plain.count {
                try await pipeline.makeRoom()
                try pipeline.fillRoom { room in
                    let count = min(room.freeCapacity, plain.count - start)
                    plain.span.extracting(start..<start + count).copy(into: &room)
                    start += count
                }
            }
            try pipeline.finish()
        }()
        var file: [UInt8] = []
        var table = SeekTable()
        while let frame = try await pipeline.nextFrame() {
            frame.withBytes { $0.withUnsafeBufferPointer { file.append(contentsOf: $0) } }
            try table.append(frame)
        }
        try await fed
        return (file + table.serialized(), table)
    }

    private func read(_ file: [UInt8]) throws -> SeekTable {
        let size = try SeekTable.size(footer: file.span.extracting(last: SeekTable.footerSize))
        return try SeekTable(parsing: file.span.extracting(last: size))
    }

    @Test func theProgramPassesOverTheTable() async throws {
        let plain = Content.text(500_000)
        let (file, _) = try await seekable(plain, frameSize: 60_000)
        let outcome = try await runProgram("zstd", ["-dc"], input: file)
        #expect(outcome.status == 0)
        #expect(outcome.output == plain)
        try await withScratchFolder { folder in
            try writeFile(file, to: "\(folder)/seekable.zst")
            let listing = try await runProgram("zstd", ["-lv", "\(folder)/seekable.zst"])
            #expect(listing.text.contains("Zstandard Frames: 9"), "\(listing.text)")
            #expect(listing.text.contains("Skippable Frames: 1"), "\(listing.text)")
        }
    }

    @Test(arguments: [0..<1, 0..<60_000, 59_999..<60_001, 123_456..<400_000, 499_999..<500_000])
    func anyRangeIsReadFromItsFramesAlone(range: Range<Int>) async throws {
        let plain = Content.text(500_000)
        let (file, table) = try await seekable(plain, frameSize: 60_000)
        #expect(try read(file) == table)
        let wanted = Int64(range.lowerBound)..<Int64(range.upperBound)
        let extents = table.extents(covering: wanted)
        #expect(extents.count <= range.count / 60_000 + 2)
        var decompressor = try ZstdDecompressor()
        var output: [UInt8] = []
        for extent in extents {
            let frame = Int(extent.compressed.lowerBound)..<Int(extent.compressed.upperBound)
            try decompressor.decompressWhole(
                file.span.extracting(frame), into: &output, exactly: extent.plain.count)
        }
        let start = range.lowerBound - Int(try #require(extents.first).plain.lowerBound)
        #expect(output[start..<start + range.count].elementsEqual(plain[range]))
    }

    @Test func rangesOutsideTheContentHaveNoFrames() async throws {
        let (_, table) = try await seekable(Content.text(1000), frameSize: 100)
        #expect(table.extents(covering: 1000..<2000).isEmpty)
        #expect(table.extents(covering: 5..<5).isEmpty)
        #expect(table.extents(covering: 0..<10_000).count == 10)
        #expect(SeekTable().extents(covering: 0..<10).isEmpty)
    }

    private static let foreignTable =
        "5e2a4d182100000012000000e803000012000000e803000012000000f40100000300000000b1ea928f"

    /// The table of 2500 zeros in frames of 1000, written by pyzstd 0.20.0 (SeekableZstdFile).
    @Test func tablesMadeByOthersAreRead() throws {
        let bytes = try #require(Hex.decode(Self.foreignTable))
        let table = try SeekTable(parsing: bytes.span)
        #expect(table.extents.map(\.plain) == [0..<1000, 1000..<2000, 2000..<2500])
        #expect(table.serialized() == bytes)
    }

    @Test func damagedTablesAreRefused() async throws {
        let (file, table) = try await seekable(Content.text(1000), frameSize: 100)
        let whole = table.serialized()
        #expect(failure { _ = try read(Array(file.dropLast())) } == .foreign)
        for (place, value, kind) in [
            (0, UInt8(0), CompressionError.Kind.corrupted), (4, 1, .corrupted),
            (whole.count - 5, 0x84, .unsupported), (whole.count - 9, 11, .corrupted),
            (whole.count - 6, 0xFF, .sizeMismatch), (whole.count - 1, 0, .foreign),
        ] {
            var damaged = whole
            damaged[place] = value
            #expect(failure { _ = try SeekTable(parsing: damaged.span) } == kind, "\(place)")
        }
        #expect(
            failure { _ = try SeekTable(parsing: whole.span.extracting(first: 5)) } == .truncated)
    }

    @Test func framesBeyondFourGibibytesDoNotFit() {
        var table = SeekTable()
        #expect(failure { try table.append(compressed: 1 << 32, plain: 1) } == .sizeMismatch)
        #expect(table.extents.isEmpty)
    }
}
