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
        var members = [
            ("kind", JSONText.string(exitCode.kind)), ("message", JSONText.string(message)),
            ("exit_code", "\(exitCode.rawValue)"),
        ]
        if let hint { members.append(("hint", JSONText.string(hint))) }
        return JSONText.object([("error", JSONText.object(members))]) + "\n"
    }
}

/// An error of the command line or the settings, which is about nothing but what a person wrote.
package protocol ExplainedError: Error {
    var failure: Failure { get }
}
