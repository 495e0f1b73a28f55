import JSON
import Testing
import Values

@testable import Telemetry

@Suite struct LoggerTests {
    private func say(_ log: Logger) {
        log.info("listening", ["address": "127.0.0.1:9876", "tls": false, "port": 9876])
        let run = log.with("run", RequestID(value: 0xAB)).with("host", "pg billing")
        run.warning("slow", ["waited": Duration.milliseconds(1500), "share": 0.5, "empty": ""])
        run.debug("not shown", [:])
    }

    @Test func textLinesReadAtAGlance() async throws {
        let capture = try LogCapture(.text)
        say(Logger(to: capture.writer, clock: someMorning))
        #expect(
            try await capture.lines() == [
                "2025-11-21T03:46:29.042Z info listening address=127.0.0.1:9876 tls=false "
                    + "port=9876",
                "2025-11-21T03:46:29.042Z warning slow run=00000000000000ab host=\"pg billing\" "
                    + "waited=1.5 share=0.5 empty=\"\"",
            ])
    }

    @Test func jsonLinesAreJSON() async throws {
        let capture = try LogCapture(.json)
        say(Logger(to: capture.writer, clock: someMorning))
        let lines = try await capture.lines().map { try JSON(parsing: Array($0.utf8)) }
        #expect(
            lines == [
                [
                    "time": "2025-11-21T03:46:29.042Z", "level": "info", "message": "listening",
                    "address": "127.0.0.1:9876", "tls": false, "port": 9876,
                ],
                [
                    "time": "2025-11-21T03:46:29.042Z", "level": "warning", "message": "slow",
                    "run": "00000000000000ab", "host": "pg billing", "waited": 1.5, "share": 0.5,
                    "empty": "",
                ],
            ])
    }

    @Test(arguments: LogFormat.allCases)
    func noValueEndsOrForgesALine(format: LogFormat) async throws {
        let hostile = [
            "a\n2026-01-01T00:00:00.000Z error forged", "a\r\nb", "\u{1b}[2J", "\u{9b}31m",
            "\u{202e}txt", "\u{2028}x", "\"},{\"level\":\"error\"", "a=b", "\\", "\u{0}", "\u{7f}",
        ]
        let capture = try LogCapture(format)
        let log = Logger(to: capture.writer)
        for text in hostile {
            log.info("said", ["text": text])
            log.write(.info, "said") { $0.add("text", utf8: Array(text.utf8).span) }
        }
        let lines = try await capture.lines()
        #expect(lines.count == hostile.count * 2)
        for (index, line) in lines.enumerated() {
            #expect(line.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) })
            let value: JSON
            if format == .json {
                value = try JSON(parsing: Array(line.utf8))["text"] ?? .null
            } else {
                let quoted = try #require(line.firstRange(of: "text=")?.upperBound)
                value = try JSON(parsing: Array(line[quoted...].utf8))
            }
            #expect(value == .string(hostile[index / 2]))
        }
    }

    @Test func aLongValueIsCut() async throws {
        let capture = try LogCapture(.text)
        Logger(to: capture.writer).info("x", ["v": String(repeating: "漢", count: 100_000)])
        #expect(try await capture.lines()[0].utf8.count < LogLine.valueBytesMax + 100)
    }

    @Test func linesBelowTheLevelAreNotEvenMade() async throws {
        let capture = try LogCapture(.text)
        let log = Logger(to: capture.writer, level: .warning)
        log.write(.info, "quiet") { _ in Issue.record("made for nothing") }
        log.error("loud")
        #expect(try await capture.lines().count == 1)
    }

    @Test func requestIDsDiffer() {
        let source = RequestIDSource(seed: 1)
        let ids = Set((0..<100_000).map { _ in source.next() })
        #expect(ids.count == 100_000)
        #expect(ids.allSatisfy { $0.description.utf8.count == 16 })
    }
}
