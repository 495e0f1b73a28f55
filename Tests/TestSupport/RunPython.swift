internal import Glibc

/// Runs a Python script as the second implementation of a format, with the interpreter that
/// `TEST_PYTHON` names, else the one with the tests' modules that `scripts/setup` makes.
///
/// A script that fails or a module that is missing is an error, never a skipped test.
package func runPython(_ script: String, input: [UInt8] = []) async throws -> String {
    let outcome = try await runProgram(testPython, ["-c", script], input: input)
    guard outcome.status == 0 else { throw PythonFailed(reason: outcome.errorText) }
    return outcome.text
}

/// The same of a script in a file of the tests, given from the package's root.
package func runPython(
    file: String, _ arguments: [String] = [], input: [UInt8] = []
) async throws -> String {
    let outcome = try await runProgram(testPython, [file] + arguments, input: input)
    guard outcome.status == 0 else { throw PythonFailed(reason: outcome.errorText) }
    return outcome.text
}

/// Why Python gave no answer.
package struct PythonFailed: Error, CustomStringConvertible {
    package let reason: String

    package var description: String {
        "Python failed (scripts/setup installs the modules the tests need): \(reason)"
    }
}

private var testPython: String {
    if let named = unsafe getenv("TEST_PYTHON") { return unsafe String(cString: named) }
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let prepared = root.joined(separator: "/") + "/.build/test-venv/bin/python3"
    return unsafe access(prepared, X_OK) == 0 ? prepared : "python3"
}
