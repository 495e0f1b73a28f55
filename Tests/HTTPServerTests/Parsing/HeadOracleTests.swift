import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Our head parser against h11, a second implementation: what we accept it accepts, with equal
/// values; what we alone refuse is written down.
@Suite struct HeadOracleTests {
    private enum Verdict: Equatable {
        case accepted(String)
        case incomplete
        case refused(String)
    }

    @Test(.timeLimit(.minutes(10)))
    func whatWeAcceptH11AcceptsWithEqualValues() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = HeadGenerator(seed: seed)
        var total = 0
        var ours: [String: Int] = [:]
        var accepted = 0
        while total < (isFullLength ? 120_000 : 20_000) {
            let heads = (0..<2000).map { _ in generator.next() }
            total += heads.count
            for (head, theirs) in zip(heads, try await askH11(heads)) {
                let verdict = judge(head)
                let text = String(reflecting: String(decoding: head, as: UTF8.self))
                switch verdict {
                case .accepted(let values):
                    accepted += 1
                    #expect("A " + values == theirs, "seed \(seed): \(text)")
                case .refused(let reason):
                    if theirs.hasPrefix("A") { ours[reason, default: 0] += 1 }
                case .incomplete: break
                }
            }
        }
        // A generator that only makes rubbish, or only pearls, proves nothing.
        #expect(accepted > total / 3 && accepted < total * 2 / 3, "seed \(seed)")
        try await expectDocumented(ours.keys.sorted())
    }

    /// Each reason for which we alone refuse is a row of the table in `docs/http-strictness.md`.
    private func expectDocumented(_ reasons: [String]) async throws {
        let table = try await runProgram("cat", ["docs/http-strictness.md"]).text
        for reason in reasons {
            #expect(table.contains("| \(reason) |"), "docs/http-strictness.md has no row for it")
        }
    }

    private func askH11(_ heads: [[UInt8]]) async throws -> [Substring] {
        var input: [UInt8] = []
        for head in heads {
            for shift in [24, 16, 8, 0] { input.append(UInt8(head.count >> shift & 255)) }
            input += head
        }
        let text = try await runPython(
            file: "Tests/HTTPServerTests/Oracle/heads.py", input: input)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count == heads.count)
        return lines
    }

    private func judge(_ head: [UInt8]) -> Verdict {
        var parser = RequestHeadParser()
        do {
            guard try parser.parse(head.span) != nil else { return .incomplete }
        } catch {
            return .refused(error.message)
        }
        guard let target = parser.head.target else { return .refused("no target") }
        let start = target.authority.map { $0.lowerBound - scheme(before: $0.lowerBound, head) }
        var parts = [
            Array(parser.head.method.rawValue.utf8),
            Array(head[(start ?? target.path.lowerBound)..<target.query.upperBound]),
            Array((parser.head.isHTTP10 ? "1.0" : "1.1").utf8),
        ]
        for entry in parser.head.entries {
            parts.append(head[entry.name].map(\.asciiLowercased))
            let isCoding = parts.last == Array("transfer-encoding".utf8)
            // h11 hands this one out in lower case.
            parts.append(
                isCoding ? head[entry.value].map(\.asciiLowercased) : Array(head[entry.value]))
        }
        return .accepted(parts.map { $0.isEmpty ? "-" : hex($0) }.joined(separator: " "))
    }

    private func scheme(before authority: Int, _ head: [UInt8]) -> Int {
        // The target begins behind the method's space.
        authority - ((head.firstIndex(of: 0x20) ?? 0) + 1)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
