import Glibc
import TestSupport
import Testing

@testable import Telemetry

@Suite struct LogWriterTests {
    @Test(.timeLimit(.minutes(5)))
    func aReaderThatSleepsBlocksNobodyAndIsToldWhatItMissed() async throws {
        let capture = try LogCapture(.text, capacity: 10_000, pipeBytes: 4096)
        let log = Logger(to: capture.writer)
        // Far more than the pipe and the buffer hold; had any of it blocked, we would not get on.
        let count = 20_000
        for number in 0..<count { log.info("line", ["number": number]) }
        let isFlushed = try await blocking { capture.writer.flush(within: .milliseconds(1)) }
        #expect(!isFlushed)

        // There may be several notices. Until all is told the buffer may be full, and whatever is
        // said then is dropped like the rest.
        let text = try await capture.read { Self.kept(in: $0) + Self.missed(in: $0) >= count }
        #expect(Self.missed(in: text) > 0)
        #expect(Self.kept(in: text) + Self.missed(in: text) == count)
        log.error("the end")
        let end = try await capture.read { $0.hasSuffix("\n") }
        #expect(end.hasSuffix(" the end\n"))
        #expect(end.split(separator: "\n").count == 1)
    }

    private static func kept(in text: String) -> Int {
        text.wholeLines.count { $0.contains(" line number=") }
    }

    /// The sum of all notices.
    private static func missed(in text: String) -> Int {
        let notices = text.wholeLines.filter { $0.contains("dropped") }
        return notices.compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
            .reduce(0, +)
    }

    @Test(.timeLimit(.minutes(5)))
    func linesOfManyThreadsStayWhole() async throws {
        let capture = try LogCapture(.text, capacity: 64 << 20)
        let log = Logger(to: capture.writer)
        async let reading = capture.read { text in
            text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 8000
        }
        await withDiscardingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<1000 { log.info("line", ["id": task * 1000 + number]) }
                }
            }
        }
        let ids = try await reading.split(separator: "\n").compactMap { line in
            line.split(separator: "=").last.flatMap { Int($0) }
        }
        #expect(ids.sorted() == Array(0..<8000))
    }

    @Test(.timeLimit(.minutes(5)))
    func aPlainLineIsWrittenWithoutAnyoneAsking() async throws {
        let capture = try LogCapture(.text)
        Logger(to: capture.writer).info("alone")
        #expect(try await capture.read { $0.hasSuffix("\n") }.hasSuffix("alone\n"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aDescriptorThatFailsLosesLinesAndNothingElse() async throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        let writer = LogWriter(.text, to: full)
        let log = Logger(to: writer)
        for _ in 0..<100 { log.error("lost") }
        let isFlushed = try await blocking { writer.flush(within: .seconds(120)) }
        #expect(isFlushed)
    }
}

extension String {
    /// Without a last one that has no end yet.
    fileprivate var wholeLines: ArraySlice<Substring> {
        split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}
