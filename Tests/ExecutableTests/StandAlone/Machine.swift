import TestSupport

/// A machine with a home of its own, on which a script calls `holdfast` as a person does.
struct Machine {
    private let scratch: String

    init(_ scratch: String) {
        self.scratch = scratch
    }

    /// Runs in the scratch folder, which is `$scratch`, and stops at the first failure.
    func run(_ script: String) async throws -> ProgramOutcome {
        try await runProgram(
            "bash",
            [
                "-euc",
                """
                export scratch=\(scratch) HOME=\(scratch)/home
                unset XDG_STATE_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_CONFIG_HOME
                program=\(holdfast)
                holdfast() { "$program" "$@"; }
                mkdir -p $HOME; cd $scratch
                \(script)
                """,
            ])
    }
}
