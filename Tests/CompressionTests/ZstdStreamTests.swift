import TestSupport
import Testing

@testable import Compression

@Suite(.timeLimit(.minutes(10))) struct ZstdStreamTests {
    private static let lengths = [0, 1, 1000, 131_071, 131_072, 131_073, 3_000_000]

    /// Compresses in pieces of `piece` bytes.
    private func compress(
        _ plain: [UInt8], piece: Int, level: ZstdLevel = .standard
    ) throws -> [UInt8] {
        var compressor = try ZstdCompressor(level: level)
        var output: [UInt8] = []
        for start in stride(from: 0, to: plain.count, by: piece) {
            let end = min(start + piece, plain.count)
            try compressor.compress(plain.span.extracting(start..<end), into: &output)
        }
        try compressor.finish(into: &output)
        return output
    }

    private func decompress(
        _ packed: [UInt8], piece: Int, window: ZstdWindow = .ordinary
    ) throws -> [UInt8] {
        var decompressor = try ZstdDecompressor(window: window)
        var output: [UInt8] = []
        for start in stride(from: 0, to: packed.count, by: piece) {
            let end = min(start + piece, packed.count)
            try decompressor.decompress(packed.span.extracting(start..<end)) { content in
                #expect(content.count <= StreamPiece.size)
                content.withUnsafeBufferPointer { output.append(contentsOf: $0) }
            }
        }
        try decompressor.finish()
        return output
    }

    @Test(arguments: lengths, [1009, 65_536, 10_000_000])
    func theProgramReadsOurStreams(length: Int, piece: Int) async throws {
        let plain = Content.text(length)
        let packed = try compress(plain, piece: piece)
        let outcome = try await runProgram("zstd", ["-d", "-c"], input: packed)
        #expect(outcome.status == 0, "\(outcome.errorText)")
        #expect(outcome.output == plain)
    }

    @Test(arguments: lengths, ["-1", "-3", "-19", "--no-check", "--fast=9"])
    func weReadTheProgramsStreams(length: Int, option: String) async throws {
        let plain = Content.text(length / 2) + Content.noise(length - length / 2)
        let packed = try await runProgram("zstd", ["-c", option], input: plain).output
        #expect(try decompress(packed, piece: 1 << 20) == plain)
        #expect(try decompress(packed, piece: 4093) == plain)
    }

    @Test func oneByteAtATimeMakesNoDifference() throws {
        let plain = Content.text(20_000)
        let packed = try compress(plain, piece: 1)
        #expect(try decompress(packed, piece: 1) == plain)
    }

    @Test(arguments: [1, 3, 9, 19])
    func levelsAreOrderedAndBounded(level: Int) throws {
        let plain = Content.text(300_000)
        let packed = try compress(plain, piece: 1 << 20, level: #require(ZstdLevel(level)))
        #expect(try decompress(packed, piece: 1 << 20) == plain)
        #expect(ZstdLevel(0) == nil)
        #expect(ZstdLevel(20) == nil)
    }

    @Test func aFlushedStreamCanBeReadUpToThere() throws {
        let plain = Content.text(5000)
        var compressor = try ZstdCompressor()
        var packed: [UInt8] = []
        try compressor.compress(plain.span, into: &packed)
        try compressor.flush(into: &packed)
        var decompressor = try ZstdDecompressor()
        var output: [UInt8] = []
        _ = try decompressor.decompress(packed.span, into: &output, atMost: 10_000)
        #expect(output == plain)
        #expect(failure { try decompressor.finish() } == .truncated)
    }

    @Test func aCompressorIsReusedForStreamAfterStream() throws {
        var compressor = try ZstdCompressor()
        var packed: [UInt8] = []
        for seed in 1...3 {
            try compressor.compress(Content.text(1000, seed: UInt64(seed)).span, into: &packed)
            try compressor.finish(into: &packed)
        }
        let plain = (1...3).flatMap { Content.text(1000, seed: UInt64($0)) }
        #expect(try decompress(packed, piece: 100) == plain)
    }

    // MARK: Damage

    @Test func everyCutIsTruncated() throws {
        let packed = try compress(Content.text(3000), piece: 5000)
        for length in 0..<packed.count {
            let cut = Array(packed[..<length])
            #expect(failure { _ = try decompress(cut, piece: 64) } == .truncated, "\(length)")
        }
    }

    /// Fewer bytes than a magic number could be the beginning of a frame.
    @Test(arguments: [
        ("garbage after the frame", CompressionError.Kind.trailingGarbage, 0), ("Z", .truncated, 1),
    ])
    func foreignBytesAfterAFrameAreRefused(
        tail: String, kind: CompressionError.Kind, place: Int
    ) throws {
        let packed = try compress(Content.text(3000), piece: 5000)
        do {
            _ = try decompress(packed + Array(tail.utf8), piece: 1 << 20)
            Issue.record("accepted")
        } catch let error as CompressionError {
            #expect(error.kind == kind)
            #expect(error.offset == Int64(packed.count + place))
        }
    }

    @Test func foreignInputIsNamedAsSuch() {
        #expect(failure { _ = try decompress(Array("no zstd here".utf8), piece: 3) } == .foreign)
        #expect(failure { _ = try decompress([], piece: 3) } == .truncated)
    }

    @Test func aWrongChecksumIsNoticed() throws {
        var packed = try compress(Content.text(3000), piece: 5000)
        packed[packed.count - 1] ^= 1
        #expect(failure { _ = try decompress(packed, piece: 5000) } == .checksumMismatch)
    }

    @Test func flippedBitsNeverGoUnnoticed() throws {
        let plain = Content.text(2000)
        let packed = try compress(plain, piece: 5000)
        for index in packed.indices {
            var damaged = packed
            damaged[index] ^= 1 << (index % 8)
            // A bit of the header that the content does not depend on may go unnoticed.
            let output = try? decompress(damaged, piece: 5000)
            #expect(output == nil || output == plain, "byte \(index)")
        }
    }

    @Test func aWindowBeyondTheLimitIsRefusedBeforeItIsAllocated() async throws {
        let plain = Content.text(1_000_000)
        let packed = try await runProgram("zstd", ["-c", "--long=27"], input: plain).output
        #expect(try decompress(packed, piece: 1 << 20, window: .wide) == plain)
        #expect(failure { _ = try decompress(packed, piece: 1 << 20) } == .windowTooLarge)
        let hostile = try await runProgram("zstd", ["-c", "--ultra", "--long=31"], input: plain)
        #expect(hostile.status == 0)
        #expect(
            failure { _ = try decompress(hostile.output, piece: 1 << 20, window: .wide) }
                == .windowTooLarge)
    }

    @Test func eachStepKeepsToItsLimit() throws {
        let plain = [UInt8](repeating: 0, count: 50_000_000)
        let packed = try compress(plain, piece: 1 << 20)
        #expect(packed.count < 10_000)
        var decompressor = try ZstdDecompressor()
        var taken = 0
        var total = 0
        var mayHaveMore = true
        while taken < packed.count || mayHaveMore {
            var output: [UInt8] = []
            let step = try decompressor.decompress(
                packed.span.extracting(droppingFirst: taken), into: &output, atMost: 300_001)
            #expect(output.count <= 300_001)
            #expect(output.allSatisfy { $0 == 0 })
            taken += step.consumed
            total += output.count
            mayHaveMore = step.mayHaveMore
        }
        try decompressor.finish()
        #expect(total == plain.count)
    }
}
