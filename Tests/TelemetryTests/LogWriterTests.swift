import Glibc
import TestSupport
import Testing

@testable import Telemetry

@Suite struct LogWriterTests {
    @Test(.timeLimit(.minutes(10)))
    func aReaderThatSleepsBlocksNobodyAndIsToldWhatItMissed() throws {
        let capture = try LogCapture(.text, capacity: 10_000, pipeBytes: 4096)
        let log = Logger(to: capture.writer)
        // Far more than the pipe and the buffer hold; had any of it blocked, we would not get on.
        let count = 20_000
        for number in 0..<count { log.info("line", ["number": number]) }
        #expect(!capture.writer.flush(within: .milliseconds(1)))

        var text = ""
        while !text.contains("dropped") || !text.hasSuffix("\n") { text += capture.some() }
        log.error("the end")
        while !text.hasSuffix("the end\n") { text += capture.some() }

        let lines = text.split(separator: "\n")
        let kept = lines.count { $0.contains(" line number=") }
        let told = lines.compactMap { line in
            line.contains("dropped") ? line.split(separator: "=").last.flatMap { Int($0) } : nil
        }
        #expect(told.reduce(0, +) > 0)
        #expect(kept + told.reduce(0, +) == count)
        #expect(lines.count { $0.hasSuffix("the end") } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func linesOfManyThreadsStayWhole() async throws {
        let capture = try LogCapture(.text, capacity: 64 << 20)
        let log = Logger(to: capture.writer)
        async let reading = blocking {
            var text = ""
            while text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < 8000 {
                text += capture.some()
            }
            return text
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

    @Test(.timeLimit(.minutes(10)))
    func aPlainLineIsWrittenWithoutAnyoneAsking() throws {
        let capture = try LogCapture(.text)
        Logger(to: capture.writer).info("alone")
        #expect(capture.some().hasSuffix("alone\n"))
    }

    @Test(.timeLimit(.minutes(10)))
    func aDescriptorThatFailsLosesLinesAndNothingElse() throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        let writer = LogWriter(.text, to: full)
        let log = Logger(to: writer)
        for _ in 0..<100 { log.error("lost") }
        #expect(writer.flush(within: .seconds(10)))
    }
}
