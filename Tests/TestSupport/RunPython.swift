internal import Glibc

/// Runs a Python program of the tests with the packages that `scripts/packages/python.txt` names.
package func runPython(
    _ script: String, _ arguments: [String] = [], input: [UInt8] = []
) async throws -> ProgramOutcome {
    try await runProgram(".build/test-venv/bin/python", [script] + arguments, input: input)
}

/// Whether the tests run at full length, as `make soak` has them do.
package var isFullLength: Bool {
    unsafe getenv("HOLDFAST_FULL").map { unsafe String(cString: $0) } == "1"
}
