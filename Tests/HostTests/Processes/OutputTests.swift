import Testing
import Values

@testable import Host

@Suite(.timeLimit(.minutes(10))) struct OutputTests {
    /// One that writes faster than anybody reads: the loop still sees its time limit.
    @Test func aFloodDoesNotHoldTheLoopUp() async throws {
        var call = ProgramCall.shell("exec yes")
        call.output = .captured(.kibibytes(4))
        call.timeLimit = .milliseconds(300)
        call.teardown = .immediate
        let flood = call
        let outcome = try await withRunner { try await $0.run(flood) }
        #expect(outcome.stop == .timeLimit)
        #expect(outcome.output.dropped > 0)
    }

    @Test func aLongOutputKeepsItsBeginningAndItsEnd() async throws {
        let command = ProgramCall.shell("seq 1 200000").with {
            $0.output = .captured(ByteCount(1000))
        }
        let output = try await withRunner { try await $0.run(command) }.output
        #expect(output.head.count == 500 && output.tail.count == 500)
        #expect(output.text.hasPrefix("1\n2\n3\n"))
        #expect(output.text.hasSuffix("199999\n200000\n"))
        // 1…9 are 2 bytes, 10…99 3, and so on.
        let total = 9 * 2 + 90 * 3 + 900 * 4 + 9_000 * 5 + 90_000 * 6 + 100_001 * 7
        #expect(output.dropped == total - 1000)
        #expect(output.isComplete)
    }

    @Test(arguments: [0, 1, 2, 3, 7, 8, 9, 10, 16, 17, 100])
    func theCaptureDropsExactlyTheMiddle(count: Int) {
        let bytes = (0..<count).map { UInt8($0) }
        for step in [1, 3, 100] {
            var capture = OutputCapture(limit: ByteCount(9))
            for start in stride(from: 0, to: count, by: step) {
                capture.append(bytes[start..<min(count, start + step)])
            }
            let result = capture.result(isComplete: true)
            #expect(
                result.head + result.tail == (count <= 9 ? bytes : bytes[..<4] + bytes.suffix(5)))
            #expect(result.dropped == max(0, count - 9))
        }
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]),
        ("abcdefgh", ["abcd", "efgh"]), ("abcd\nx\n", ["abcd", "x"]),
        ("abcdefghi\n\nx", ["abcd", "efgh", "i", "", "x"]),
    ])
    func linesAreCutAtTheirEndsAndAtTheLimit(text: String, lines: [String]) {
        for step in [1, 2, 100] {
            var splitter = LineSplitter(lengthMax: 4)
            let bytes = Array(text.utf8)
            var found: [[UInt8]] = []
            for start in stride(from: 0, to: bytes.count, by: step) {
                found += splitter.push(bytes[start..<min(bytes.count, start + step)])
            }
            if let last = splitter.finish() { found.append(last) }
            #expect(found.map { String(decoding: $0, as: UTF8.self) } == lines)
        }
    }

    @Test func linesArriveWhileTheProgramRuns() async throws {
        let command = ProgramCall("/bin/cat").with {
            $0.input = .streamed
            $0.output = .streamed
        }
        let (lines, outcome) = try await withRunner { runner async throws in
            try await runner.run(command) { process in
                var lines = process.output.lines().makeAsyncIterator()
                var seen: [[UInt8]] = []
                for number in 0..<100 {
                    // The answer comes before the next question is asked.
                    try await process.input.write(Array("line \(number)\n".utf8))
                    if let line = try await lines.next() { seen.append(line) }
                }
                await process.input.close()
                #expect(try await lines.next() == nil)
                return seen
            }
        }
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == (0..<100).map { "line \($0)" })
        #expect(outcome.status.isSuccess)
    }

    @Test func aLargeStreamGoesThroughBothPipesUnchanged() async throws {
        let command = ProgramCall("/bin/cat").with {
            $0.input = .streamed
            $0.output = .streamed
        }
        let block = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (received, _) = try await withRunner { runner async throws in
            try await runner.run(command) { process in
                try await withThrowingTaskGroup(of: [UInt8].self) { group in
                    group.addTask {
                        for _ in 0..<50 { try await process.input.write(block) }
                        await process.input.close()
                        return []
                    }
                    group.addTask {
                        var received: [UInt8] = []
                        while let bytes = try await process.output.read() { received += bytes }
                        return received
                    }
                    return try await group.reduce(into: [UInt8]()) { $0 += $1 }
                }
            }
        }
        let isSame = received.elementsEqual(repeatElement(block, count: 50).joined())
        #expect(isSame)
    }

    @Test func bytesAreFedWhileTheOutputIsCaptured() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let command = ProgramCall("/bin/cat").with {
            $0.input = .bytes(bytes)
            $0.output = .captured(.mebibytes(8))
        }
        let outcome = try await withRunner { try await $0.run(command) }
        #expect(outcome.output.head.count == bytes.count)
        // Compared first: the difference of two long arrays takes hours to compute.
        let isSame = outcome.output.head == bytes
        #expect(isSame)
    }

    @Test func aProgramThatDoesNotReadItsInputHoldsNothingUp() async throws {
        let command = ProgramCall("/bin/true").with {
            $0.input = .bytes([UInt8](repeating: 0, count: 1_000_000))
        }
        #expect(try await withRunner { try await $0.run(command) }.status.isSuccess)
    }

    @Test func writingToAProgramThatIsGoneFails() async throws {
        let command = ProgramCall("/bin/true").with { $0.input = .streamed }
        try await withRunner { runner async throws in
            let error = await #expect(throws: ProcessError.self) {
                try await runner.run(command) { process in
                    while true {
                        try await process.input.write([UInt8](repeating: 0, count: 100_000))
                    }
                }
            }
            #expect(error?.kind == .inputClosed)
        }
    }

    /// `yes` writes for ever; it must stand still while nobody reads, and end by SIGPIPE after.
    @Test func anEndlessOutputIsHeldBackAndEndsWithItsReader() async throws {
        let command = ProgramCall("/usr/bin/yes").with { $0.output = .streamed }
        let (_, outcome) = try await withRunner { runner async throws in
            try await runner.run(command) { process in
                let first = try await process.output.read()
                #expect(first?.prefix(2) == [UInt8(ascii: "y"), UInt8(ascii: "\n")])
            }
        }
        #expect(outcome.status == .signalled(13))
    }
}
