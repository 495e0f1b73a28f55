import Cryptography
import Glibc
import Host
import JSON
import TestSupport
import Testing

@testable import RepositoryEngine

@Suite struct ChunkerTests {
    private static let polynomial = Polynomial(bits: 0x3DA3_358B_4DC1_73)

    @Test(arguments: [1, 2, 3])
    func lanesCutWhereOnePlaceAtATimeWould(kind: Int) {
        var generator = SeededGenerator()
        let content = Self.content(kind, size: 20 << 20, &generator)
        let cuts = Self.cuts(of: content, by: Chunker(Self.polynomial))
        #expect(cuts == Self.plainCuts(of: content), "seed \(generator.seed)")
        #expect(cuts.count > 2)
    }

    /// A reader that gets a file piece by piece finds the same cuts.
    @Test func cutsDoNotDependOnHowTheBytesCome() {
        var generator = SeededGenerator()
        let content = Self.content(1, size: 12 << 20, &generator)
        let chunker = Chunker(Self.polynomial)
        var (cuts, start, end, seen) = ([Int](), 0, 0, 0)
        while end < content.count {
            end = min(content.count, end + Int.random(in: 1...400_000, using: &generator))
            while let cut = chunker.firstCut(
                in: content.span.extracting(start..<end), seen: seen)
            {
                (start, seen) = (start + cut, 0)
                cuts.append(start)
            }
            seen = end - start
        }
        if start < content.count { cuts.append(content.count) }
        #expect(cuts == Self.cuts(of: content, by: chunker), "seed \(generator.seed)")
    }

    @Test func zerosAreCutAtTheSmallestSize() {
        let zeros = [UInt8](repeating: 0, count: Chunker.sizeMin + 10)
        #expect(Chunker(Self.polynomial).firstCut(in: zeros.span) == Chunker.sizeMin)
    }

    @Test func whatNeverSaysSoIsCutAtTheLargestSize() {
        // One byte repeated has one fingerprint; most of them are not the one that cuts.
        let ones = [UInt8](repeating: 1, count: Chunker.sizeMax + 10)
        #expect(Chunker(Self.polynomial).firstCut(in: ones.span) == Chunker.sizeMax)
        #expect(Chunker(Self.polynomial).firstCut(in: ones.span.extracting(0..<9000)) == nil)
    }

    @Test(.timeLimit(.minutes(3)), arguments: Restic.all)
    func resticCutsAtTheSamePlaces(restic: Restic) async throws {
        var generator = SeededGenerator()
        let content = Self.content(1, size: 24 << 20, &generator)
        try await withScratchFolder { folder in
            try await restic("\(folder)/r", "init")
            try writeFile(content, to: "\(folder)/file")
            try await restic("\(folder)/r", "backup", "\(folder)/file")
            let config = try await restic.json("\(folder)/r", "cat", "config")
            let hex = try #require(config["chunker_polynomial"]?.text)
            let polynomial = try #require(Polynomial(hex: hex))
            #expect(polynomial.isFitForChunking)
            var start = 0
            let ids = Self.cuts(of: content, by: Chunker(polynomial)).map { cut in
                defer { start = cut }
                return "\"\(SHA256.hash(content.span.extracting(start..<cut)))\""
            }
            var text = try await restic.blob("\(folder)/r", restic.latestTree("\(folder)/r"))
            for _ in folder.split(separator: "/") {
                let reader = try #require(
                    String(decoding: text, as: UTF8.self)
                        .split(separator: "\"subtree\":\"").last?.prefix(64))
                text = try await restic.blob("\(folder)/r", String(reader))
            }
            let list = "\"content\":[\(ids.joined(separator: ","))]"
            #expect(
                String(decoding: text, as: UTF8.self).contains(list), "seed \(generator.seed)")
        }
    }

    // MARK: Content

    /// Noise, text of few letters, or noise with long stretches of one byte.
    private static func content(
        _ kind: Int, size: Int, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: size)
        var index = 0
        while index < size {
            let word = generator.next()
            for place in 0..<min(8, size - index) {
                content[index + place] = UInt8(truncatingIfNeeded: word >> UInt64(8 * place))
            }
            index += 8
        }
        switch kind {
        case 2: return content.map { $0 % 3 + 97 }
        case 3:
            for start in stride(from: 0, to: size - 300_000, by: 900_000) {
                for place in start..<start + 300_000 { content[place] = UInt8(start % 251) }
            }
            return content
        default: return content
        }
    }

    private static func cuts(of content: [UInt8], by chunker: Chunker) -> [Int] {
        var (cuts, start) = ([Int](), 0)
        while start < content.count {
            let rest = content.span.extracting(start..<content.count)
            start += chunker.firstCut(in: rest) ?? rest.count
            cuts.append(start)
        }
        return cuts
    }

    /// The definition: a window of 64 bytes that goes over all of them.
    private static func plainCuts(of content: [UInt8]) -> [Int] {
        let tables = ChunkTables(polynomial)
        var (cuts, start) = ([Int](), 0)
        while start < content.count {
            let end = min(content.count, start + Chunker.sizeMax)
            var cut = end
            var (print, index): (UInt64, Int) = (0, start + Chunker.sizeMin - 64)
            while index < end {
                if index >= start + Chunker.sizeMin {
                    print ^= tables.leaving[Int(content[index - 64])]
                }
                let high = Int(print >> tables.shift)
                print = (print << 8 | UInt64(content[index])) ^ tables.reducing[high]
                index += 1
                if index >= start + Chunker.sizeMin, print & 0xFFFFF == 0 {
                    cut = index
                    break
                }
            }
            cuts.append(cut)
            start = cut
        }
        return cuts
    }
}
