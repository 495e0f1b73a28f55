/// The help of a command or a group, as plain text.
package struct HelpPage {
    private let path: CommandPath
    private let layout: TextLayout

    package init(_ path: CommandPath, columns: Int? = nil) {
        self.path = path
        layout = TextLayout(columns: columns)
    }

    private var command: any Command { path.command }

    package var text: String {
        var text = layout.paragraphs(command.summary) + "\n" + usage
        if !command.discussion.isEmpty { text += "\n" + layout.paragraphs(command.discussion) }
        let declarations = command.declarations
        text += section("Commands", command.subcommands.map { ($0.name, $0.summary) })
        text += section("Arguments", declarations.filter(\.isArgument).map(\.helpRow))
        text += section("Options", options(of: declarations))
        text += examples
        if !command.isGroup {
            text += section(
                "Exit codes", command.allExitCodes.map { ("\($0.rawValue)", $0.meaning) })
        }
        return text
    }

    private var usage: String {
        path.usageLines.enumerated().map { index, line in
            (index == 0 ? "Usage: " : "       ") + line + "\n"
        }.joined()
    }

    private func options(of declarations: [Declaration]) -> [(label: String, text: String)] {
        var rows = declarations.filter { !$0.isArgument }.map(\.helpRow)
        rows.append(("--help", "Show this help."))
        if path.words.count == 1 { rows.append(("--version", "Show the version.")) }
        return rows
    }

    /// The lines are for copying and stay whole, however long.
    private var examples: String {
        guard !command.examples.isEmpty else { return "" }
        return "\nExamples:\n"
            + command.examples.map { example in
                layout.paragraphs(example.meaning, indent: 2) + "    \(example.line)\n"
            }.joined()
    }

    private func section(_ title: String, _ rows: [(label: String, text: String)]) -> String {
        rows.isEmpty ? "" : "\n\(title):\n" + layout.table(rows)
    }
}

extension Command {
    /// It only leads to others.
    var isGroup: Bool { self is CommandGroup }
}

extension CommandPath {
    /// One line for what the command does itself, one for its subcommands.
    var usageLines: [String] {
        let declarations = command.declarations
        var line = "\(line) [OPTIONS]"
        for declaration in declarations where declaration.isRequired && !declaration.isArgument {
            line += " \(declaration.label)"
        }
        for declaration in declarations where declaration.isArgument {
            line += declaration.isRequired ? " \(declaration.label)" : " [\(declaration.label)]"
        }
        let below = command.subcommands.isEmpty ? [] : ["\(self.line) COMMAND"]
        return command.isGroup ? below : [line] + below
    }
}

extension Declaration {
    fileprivate var helpRow: (label: String, text: String) {
        (label, help + (remarks.isEmpty ? "" : " [\(remarks.joined(separator: "; "))]"))
    }

    /// What to know beside the help: default, environment, whether it must be given.
    var remarks: [String] {
        var remarks: [String] = []
        if isRequired, !isArgument { remarks.append("required") }
        if let defaultText { remarks.append("default: \(defaultText)") }
        if let variable { remarks.append("env: \(variable)") }
        return remarks
    }
}
