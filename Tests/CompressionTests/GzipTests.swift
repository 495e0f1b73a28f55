import TestSupport
import Testing

@testable import Compression

@Suite(.timeLimit(.minutes(10))) struct GzipTests {
    private static let lengths = [0, 1, 1000, 65_536, 1_000_003]

    private func decompress(_ packed: [UInt8], piece: Int) throws -> [UInt8] {
        var decompressor = try GzipDecompressor()
        var output: [UInt8] = []
        for start in stride(from: 0, to: packed.count, by: piece) {
            let end = min(start + piece, packed.count)
            let input = packed.span.extracting(start..<end)
            var taken = 0
            var mayHaveMore = true
            while taken < input.count || mayHaveMore {
                let step = try decompressor.decompress(
                    input.extracting(droppingFirst: taken), into: &output, atMost: 10_007)
                taken += step.consumed
                mayHaveMore = step.mayHaveMore
            }
        }
        try decompressor.finish()
        return output
    }

    @Test(arguments: lengths, [1, 4, 9])
    func theProgramReadsOurs(length: Int, level: Int) async throws {
        let plain = Content.text(length / 2) + Content.noise(length - length / 2)
        let packed = try GzipCompressor.compress(
            plain.span, level: #require(GzipLevel(level)))
        let outcome = try await runProgram("gzip", ["-dc"], input: packed)
        #expect(outcome.status == 0, "\(outcome.errorText)")
        #expect(outcome.output == plain)
        #expect(
            try GzipCompressor.compress(plain.span, level: #require(GzipLevel(level))) == packed)
    }

    @Test(arguments: lengths, [1, 9])
    func weReadTheProgramsOutput(length: Int, level: Int) async throws {
        let plain = Content.text(length)
        let packed = try await runProgram("gzip", ["-c", "-\(level)"], input: plain).output
        #expect(try decompress(packed, piece: 1 << 20) == plain)
        #expect(try decompress(packed, piece: 997) == plain)
        #expect(try GzipDecompressor.decompress(packed.span, atMost: length) == plain)
    }

    @Test func membersFollowOneAnother() async throws {
        let packed = try (1...3).flatMap {
            try GzipCompressor.compress(Content.text(1000, seed: $0).span)
        }
        let plain = (1...3).flatMap { Content.text(1000, seed: $0) }
        #expect(try decompress(packed, piece: 1) == plain)
        #expect(try await runProgram("gzip", ["-dc"], input: packed).output == plain)
    }

    @Test func streamsAreFlushedAndReused() async throws {
        var compressor = try GzipCompressor()
        var packed: [UInt8] = []
        for seed in 1...2 {
            compressor.compress(Content.text(1000, seed: UInt64(seed)).span, into: &packed)
            let before = packed.count
            compressor.flush(into: &packed)
            #expect(packed.count > before)
            compressor.compress(Content.text(500, seed: UInt64(seed)).span, into: &packed)
            compressor.finish(into: &packed)
        }
        let plain = (1...2).flatMap {
            Content.text(1000, seed: UInt64($0)) + Content.text(500, seed: UInt64($0))
        }
        let outcome = try await runProgram("gzip", ["-dc"], input: packed)
        #expect(outcome.output == plain, "\(outcome.errorText)")
    }

    @Test func aReceiverReadsUpToTheFlush() throws {
        var compressor = try GzipCompressor()
        var packed: [UInt8] = []
        compressor.compress(Array("event: run\n\n".utf8).span, into: &packed)
        compressor.flush(into: &packed)
        var decompressor = try GzipDecompressor()
        var output: [UInt8] = []
        _ = try decompressor.decompress(packed.span, into: &output, atMost: 100)
        #expect(output == Array("event: run\n\n".utf8))
    }

    @Test func damageIsToldApart() throws {
        let packed = try GzipCompressor.compress(Content.text(3000).span)
        for length in 0..<packed.count {
            let cut = Array(packed[..<length])
            #expect(failure { _ = try decompress(cut, piece: 64) } == .truncated, "\(length)")
        }
        var wrongSum = packed
        wrongSum[packed.count - 8] ^= 1
        var wrongLength = packed
        wrongLength[packed.count - 1] ^= 1
        let cases: [([UInt8], CompressionError.Kind)] = [
            (wrongSum, .checksumMismatch), (wrongLength, .checksumMismatch),
            (packed + Array("tail".utf8), .trailingGarbage), (Array("plain".utf8), .foreign),
        ]
        for (input, kind) in cases {
            #expect(failure { _ = try decompress(input, piece: 1) } == kind)
            #expect(failure { _ = try decompress(input, piece: 1 << 20) } == kind)
        }
    }

    @Test func aBombIsStoppedAtItsLimit() throws {
        let zeros = [UInt8](repeating: 0, count: 20_000_000)
        let packed = try GzipCompressor.compress(zeros.span)
        #expect(packed.count < 100_000)
        #expect(
            failure { _ = try GzipDecompressor.decompress(packed.span, atMost: 1 << 20) }
                == .sizeMismatch)
    }
}
