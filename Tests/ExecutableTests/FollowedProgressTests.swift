import CommandLine
import JSON
import Synchronization
import Testing

@testable import holdfast

/// What a run that somebody else does looks like while it goes on.
@Suite struct FollowedProgressTests {
    private final class Said: Sendable {
        let text = Mutex("")
        func add(_ more: String) { text.withLock { $0 += more } }
    }

    private static let report: JSON = [
        "entries": 3, "bytes": 1024, "transferred": 100, "bytesExpected": 4096,
        "current": "/srv/\u{1B}[31mred",
    ]

    @Test func aTerminalHasALineThatIsWrittenOver() {
        let said = Said()
        var progress = FollowedProgress(
            Console(errorColumns: 100, write: { _ in }, complain: { said.add($0) }))
        progress.stage = "started"
        progress.note(Self.report, isJSON: false)
        let line = said.text.withLock { $0 }
        #expect(line.hasPrefix("\r\u{1B}[Kstarted") && line.contains("25 %"), "\(line)")
        #expect(!line.contains("\u{1B}[31m"), "what a machine is called is no order to a terminal")
    }

    @Test func whereThereIsNoTerminalThereIsNothing() {
        let said = Said()
        let console = Console(write: { said.add($0) }, complain: { said.add($0) })
        let progress = FollowedProgress(console)
        var other = progress
        other.note(Self.report, isJSON: false)
        progress.clear()
        #expect(said.text.withLock { $0 }.isEmpty)
    }

    @Test func scriptsHaveALineOfJSON() throws {
        let said = Said()
        var progress = FollowedProgress(
            Console(errorColumns: 80, write: { said.add($0) }, complain: { _ in }))
        progress.note(Self.report, isJSON: true)
        progress.note(Self.report, isJSON: true)
        let lines = said.text.withLock { $0 }.split(separator: "\n")
        let last = try JSON(parsing: Array(try #require(lines.last).utf8))
        #expect(lines.count == 2 && last["type"] == "progress" && last["stage"] == "run")
        #expect(last["bytes"] == 1024 && last["bytesExpected"] == 4096)
    }
}
