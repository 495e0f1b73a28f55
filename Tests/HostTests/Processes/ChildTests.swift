import TestSupport
import Testing

/// The programs that tests start, whatever the thread that starts them does with signals.
@Suite(.timeLimit(.minutes(2))) struct ChildTests {
    private let script = "sleep 1000 & kill -TERM $!; wait $!; echo $?"

    @Test func aChildOfAScriptEndsByTheSignalThatAsksForIt() async throws {
        let result = try await blocking { try shell(script) }
        // Shells say "Terminated" as well, in words of their own.
        #expect(result.output.hasSuffix("143\n"), "\(result.output)")
        #expect(result.status == 0)
    }

    @Test func aChildOfAProgramEndsByTheSignalThatAsksForIt() async throws {
        let outcome = try await runProgram("sh", ["-c", script])
        #expect(outcome.text == "143\n")
    }

    @Test func aScriptThatASignalEndsSaysWhich() async throws {
        let result = try await blocking { try shell("echo so far; echo bad >&2; kill -TERM $$") }
        #expect(result.output == "so far\nbad\n")
        #expect(result.status == 128 + 15)
    }
}
