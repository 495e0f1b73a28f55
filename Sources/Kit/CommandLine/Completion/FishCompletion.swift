/// Writes a list of `complete` calls for fish.
struct FishCompletion {
    let program: Program

    init(_ program: Program) {
        self.program = program
    }

    var script: String {
        let name = program.name
        return """
            # Completion of \(name) for fish. Load it with: \(name) completion fish | source

            function __\(name)_at
                set -l command \(name)
                for word in (commandline -opc)[2..-1]
                    switch "$command $word"
                        case \(program.commandLines.joined(separator: " "))
                            set command "$command $word"
                        case '*'
                            break
                    end
                end
                test "$command" = "$argv"
            end

            complete -c \(name) -f

            """ + program.root.all.flatMap(lines).map { $0 + "\n" }.joined()
    }

    private func lines(_ path: CommandPath) -> [String] {
        let start = "complete -c \(program.name) -n '__\(program.name)_at \(path.line)'"
        let commands = path.command.subcommands.map { command in
            "\(start) -a \(command.name) -d \(quoted(command.summary))"
        }
        let options = path.options.flatMap { option in
            option.spellings.map { name in
                "\(start) -l \(name)\(values(of: option)) -d \(quoted(option.help))"
            }
        }
        let arguments = path.arguments.compactMap { argument -> String? in
            switch argument.completion {
            case .nothing: nil
            case .files: "\(start) -F"
            case .folders: "\(start) -a '(__fish_complete_directories)'"
            case .choices(let choices): "\(start) -a \(quoted(choices.joined(separator: " ")))"
            }
        }
        return commands + options + arguments
    }

    private func values(of option: Declaration) -> String {
        guard option.takesValue else { return "" }
        return switch option.completion {
        case .nothing: " -x"
        case .files: " -r -F"
        case .folders: " -x -a '(__fish_complete_directories)'"
        case .choices(let choices): " -x -a \(quoted(choices.joined(separator: " ")))"
        }
    }

    /// In fish's single quotes, only a quote and a backslash mean something.
    private func quoted(_ text: String) -> String {
        "'" + String(text.flatMap { "'\\".contains($0) ? ["\\", $0] : [$0] }) + "'"
    }
}
