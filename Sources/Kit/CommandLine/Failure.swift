internal import JSON

/// An error in the words a person at a terminal gets: one sentence, perhaps a hint, an exit code.
///
/// Commands may throw it directly; other errors become one in the program's `explain` table.
package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package let exitCode: ExitCode
    package let message: String
    /// What to do about it.
    package let hint: String?

    package init(_ exitCode: ExitCode = .failure, _ message: String, hint: String? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.hint = hint
    }

    package var description: String { message }

    /// `program: sentence` and a line with the hint.
    func text(from program: String) -> String {
        let hint = hint.map { "hint: \($0)\n" } ?? ""
        return "\(program): \(message)\n\(hint)"
    }

    /// One JSON line for scripts.
    var json: String {
        var error = JSONObject()
        error["kind"] = .string(exitCode.kind)
        error["message"] = .string(message)
        error["exit_code"] = JSON(exitCode.rawValue)
        error["hint"] = hint.map(JSON.string)
        let document: JSON = ["error": .object(error)]
        return document.line + "\n"
    }
}

/// An error of the command line or the settings, which is about nothing but what a person wrote.
package protocol ExplainedError: Error {
    var failure: Failure { get }
}
