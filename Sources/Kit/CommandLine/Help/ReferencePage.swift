/// The reference of a whole program in Markdown, generated from the declarations that parse it.
package struct ReferencePage {
    private let program: Program

    package init(_ program: Program) {
        self.program = program
    }

    package var markdown: String {
        let commands = program.root.all
        var text = "# The command line of \(program.name)\n\n"
        text += "<!-- Generated from the commands' declarations; a test compares. -->\n\n"
        text += "\(program.root.command.summary)\n\n"
        text += paragraphs(program.root.command.discussion)
        text += Self.conventions
        text += "## Commands\n\n| command | purpose |\n|---|---|\n"
        for path in commands.dropFirst() where !path.command.isGroup {
            text += row("[`\(path.line)`](#\(path.anchor))", path.command.summary)
        }
        for path in commands.dropFirst() where !path.command.isGroup { text += section(path) }
        text += "\n## Exit codes\n\n| code | kind | meaning |\n|---|---|---|\n"
        for code in ExitCode.allCases {
            text += row("\(code.rawValue)", "`\(code.kind)`", code.meaning)
        }
        return text
    }

    private static let conventions = """
        Options are long words: `--name=VALUE` or `--name VALUE`, in any order, once each unless
        they are shown with `...`. `--` ends the options. A value is taken from the option, else
        from the environment variable, else the default applies; an empty variable counts as not
        set. Secrets are read from files or the environment, never from arguments. Every command
        has `--help`. Errors are one sentence on standard error, and one JSON line with `--json`.


        """

    private func section(_ path: CommandPath) -> String {
        let command = path.command
        var text = "\n## `\(path.line)`\n\n\(command.summary)\n\n```\n"
        text += path.usageLines.joined(separator: "\n") + "\n```\n"
        if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
        text += table("argument", command.declarations.filter(\.isArgument))
        text += table("option", command.declarations.filter { !$0.isArgument })
        for example in command.examples {
            text += "\n\(example.meaning)\n\n```sh\n\(example.line)\n```\n"
        }
        let codes = command.allExitCodes.map { "\($0.rawValue)" }.joined(separator: ", ")
        return text + "\nExit codes: \(codes).\n"
    }

    private func table(_ title: String, _ declarations: [Declaration]) -> String {
        guard !declarations.isEmpty else { return "" }
        var text = "\n| \(title) | meaning | default | environment |\n|---|---|---|---|\n"
        for declaration in declarations {
            let required = declaration.isRequired && !declaration.isArgument ? " Required." : ""
            text += row(
                "`\(declaration.label)`", declaration.help + required,
                declaration.defaultText.map { "`\($0)`" } ?? "",
                declaration.variable.map { "`\($0)`" } ?? "")
        }
        return text
    }

    private func paragraphs(_ text: String) -> String { text.isEmpty ? "" : "\(text)\n\n" }

    private func row(_ cells: String...) -> String {
        "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
    }

    /// A bar would end the cell, also within code.
    private func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension CommandPath {
    /// How Markdown renderers name the heading of this command.
    fileprivate var anchor: String { words.joined(separator: "-") }
}
