/// What a command line asks for.
enum Request: Sendable {
    case help(CommandPath)
    case version
    case run(CommandPath, ParsedValues)

    init(_ arguments: [String], of program: Program, environment: Console) throws(UsageError) {
        var path = program.root
        var rest = arguments[...]
        let wantsHelp = rest.first == "help" || rest.prefix { $0 != "--" }.contains("--help")
        if rest.first == "help" { rest = rest.dropFirst() }
        while let word = rest.first, let child = path.child(word) {
            path = child
            rest = rest.dropFirst()
        }
        if let word = rest.first, !word.hasPrefix("-"), !path.command.subcommands.isEmpty {
            throw .unknownCommand(word, below: path)
        }
        if wantsHelp {
            self = .help(path)
        } else if rest.first == "--version", path.words.count == 1 {
            self = .version
        } else {
            var parser = ArgumentParser(path)
            try parser.read(Array(rest))
            self = .run(path, try parser.finish(environment: environment))
        }
    }
}

extension UsageError {
    fileprivate static func unknownCommand(_ word: String, below path: CommandPath) -> UsageError {
        let names = path.command.subcommands.map(\.name)
        let hint =
            closest(to: word, in: names).map { "Did you mean '\(path.line) \($0)'?" }
            ?? "'\(path.line) --help' lists the commands."
        return UsageError(
            .unknownCommand, "There is no command \(quoted(word)) in '\(path.line)'.", hint: hint)
    }
}
