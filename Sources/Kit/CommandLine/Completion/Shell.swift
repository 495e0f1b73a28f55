/// A shell that can complete the program's command lines.
package enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// The script that teaches the shell; it names nothing but the program and stands alone.
    package func script(for program: Program) -> String {
        switch self {
        case .bash: BashCompletion(program).script
        case .zsh: ZshCompletion(program).script
        case .fish: FishCompletion(program).script
        }
    }
}

/// Prints the completion script of a shell.
package struct CompletionCommand: Command {
    package let name = "completion"
    package let summary = "Print a script by which a shell completes commands and options."
    package let shell = Argument<Shell>("SHELL", .choice, "The shell: bash, zsh or fish.")
    private let program: String

    package init(program: String) {
        self.program = program
    }

    package var examples: [Example] {
        [
            Example("source <(\(program) completion bash)", "Complete in this bash session:"),
            Example(
                "\(program) completion zsh > /usr/share/zsh/vendor-completions/_\(program)",
                "Complete in every zsh session:"),
            Example(
                "\(program) completion fish > ~/.config/fish/completions/\(program).fish",
                "Complete in every fish session:"),
        ]
    }

    package func run(_ invocation: Invocation) async throws -> ExitCode {
        invocation.console.write(invocation[shell].script(for: invocation.program))
        return .success
    }
}

extension Program {
    /// A command line as far as it selects a command, quoted, for a shell's `case`.
    var commandLines: [String] { root.all.dropFirst().map { "'\($0.line)'" } }
}

extension CommandPath {
    /// The options of the command, with those that every command has.
    var options: [Declaration] {
        let help = Declaration(.flag(hasNegation: false), name: "help", help: "Show this help.")
        let version = Declaration(
            .flag(hasNegation: false), name: "version", help: "Show the version.")
        let builtIn = words.count == 1 ? [help, version] : [help]
        return command.declarations.filter { !$0.isArgument } + builtIn
    }

    var arguments: [Declaration] { command.declarations.filter(\.isArgument) }
}

extension String {
    /// As one word of a POSIX shell.
    var shellQuoted: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}
