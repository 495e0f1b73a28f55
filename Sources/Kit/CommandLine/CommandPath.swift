/// A command with the words that lead to it, as `holdfast config print`.
package struct CommandPath: Sendable {
    package let words: [String]
    package let command: any Command

    package var line: String { words.joined(separator: " ") }

    /// This command and all below it, each before its subcommands.
    package var all: [CommandPath] {
        [self]
            + command.subcommands.flatMap { subcommand in
                CommandPath(words: words + [subcommand.name], command: subcommand).all
            }
    }

    func child(_ name: String) -> CommandPath? {
        command.subcommands.first { $0.name == name }.map {
            CommandPath(words: words + [name], command: $0)
        }
    }
}
