import TestSupport
import Testing

@testable import Compression

@Suite struct ZstdFrameTests {
    private func frame(_ plain: [UInt8]) throws -> [UInt8] {
        var compressor = try ZstdCompressor()
        var packed: [UInt8] = []
        try compressor.compressFrame(plain.span, into: &packed)
        return packed
    }

    @Test(arguments: [0, 1, 4096, 1_000_000])
    func wholeFramesComeBackWhole(length: Int) async throws {
        let plain = Content.text(length)
        let packed = try frame(plain)
        var decompressor = try ZstdDecompressor()
        var output = Array("before".utf8)
        try decompressor.decompressWhole(packed.span, into: &output, exactly: length)
        try decompressor.decompressWhole(packed.span, into: &output, atMost: length)
        #expect(output == Array("before".utf8) + plain + plain)
        #expect(try await runProgram("zstd", ["-dc"], input: packed).output == plain)
    }

    @Test(arguments: [("exactly", 999), ("exactly", 1001), ("at most", 999), ("at most", 0)])
    func aWrongSizeIsRefusedAndLeavesNothing(way: String, size: Int) throws {
        let packed = try frame(Content.text(1000))
        var decompressor = try ZstdDecompressor()
        var output = Array("before".utf8)
        let kind = failure {
            if way == "exactly" {
                try decompressor.decompressWhole(packed.span, into: &output, exactly: size)
            } else {
                try decompressor.decompressWhole(packed.span, into: &output, atMost: size)
            }
        }
        #expect(kind == .sizeMismatch)
        #expect(output == Array("before".utf8))
    }

    @Test func aBombIsStoppedAtItsLimit() throws {
        let packed = try frame([UInt8](repeating: 7, count: 100_000_000))
        var decompressor = try ZstdDecompressor()
        var output: [UInt8] = []
        let kind = failure {
            try decompressor.decompressWhole(packed.span, into: &output, atMost: 1 << 20)
        }
        #expect(kind == .sizeMismatch)
        #expect(output.capacity < 4 << 20)
    }

    @Test func damageIsToldApart() throws {
        let plain = Content.text(1000)
        let packed = try frame(plain)
        var flipped = packed
        flipped[packed.count - 2] ^= 4
        let cases: [([UInt8], CompressionError.Kind)] = [
            (Array(packed.dropLast()), .truncated), ([], .truncated),
            (Array(packed.prefix(3)), .truncated),
            (packed + [1, 2, 3, 4, 5], .trailingGarbage), (flipped, .checksumMismatch),
            (Array("this is no zstd".utf8), .foreign),
        ]
        var decompressor = try ZstdDecompressor()
        for (input, kind) in cases {
            var output: [UInt8] = []
            #expect(
                failure {
                    try decompressor.decompressWhole(input.span, into: &output, exactly: 1000)
                } == kind, "\(input.count) bytes")
            #expect(
                failure {
                    try decompressor.decompressWhole(input.span, into: &output, atMost: 5000)
                } == kind, "\(input.count) bytes")
            #expect(output.isEmpty)
        }
        var output: [UInt8] = []
        try decompressor.decompressWhole(packed.span, into: &output, exactly: 1000)
        #expect(output == plain)
    }

    @Test func aFrameInTheMiddleOfAStreamTraps() async {
        await #expect(processExitsWith: .failure) {
            var compressor = try ZstdCompressor()
            var output: [UInt8] = []
            try compressor.compress(Content.text(10).span, into: &output)
            try compressor.compressFrame(Content.text(10).span, into: &output)
        }
    }

    /// Text, and noise behind it.
    @Test(arguments: [
        (1 << 20, 0, true), (0, 1 << 20, false), (2000, 0, true), (0, 2000, false),
        (0, 0, true), (1 << 19, 1 << 19, true), (5000, 1 << 20, true), (500, 1 << 20, false),
    ])
    func theProbeTellsWhatShrinks(text: Int, noise: Int, isWorth: Bool) throws {
        var probe = try CompressibilityProbe()
        let plain = Content.text(text) + Content.noise(noise)
        #expect(try probe.isWorthCompressing(plain.span) == isWorth)
    }
}
