/// Writes a function for zsh's completion system, to be sourced or put into a folder of `fpath`.
struct ZshCompletion {
    let program: Program

    init(_ program: Program) {
        self.program = program
    }

    var script: String {
        let name = program.name
        return """
            #compdef \(name)
            # Completion of \(name) for zsh. Load it with: source <(\(name) completion zsh)

            _\(name)() {
                local command='\(name)' i
                for ((i = 2; i < CURRENT; i++)); do
                    case "$command $words[i]" in
                        (\(program.commandLines.joined(separator: " | "))) command+=" $words[i]" ;;
                        (*) break ;;
                    esac
                done
                # _arguments is to see the last command word and what follows it.
                shift $((i - 2)) words
                ((CURRENT -= i - 2))
                case "$command" in
            \(program.root.all.map(arguments).joined())    esac
            }

            if [[ $funcstack[1] == _\(name) ]]; then
                _\(name) "$@"
            else
                compdef _\(name) \(name)
            fi

            """
    }

    private func arguments(_ path: CommandPath) -> String {
        var specifications = path.options.flatMap(specifications)
        specifications += path.arguments.enumerated().map { index, argument in
            let place = argument.repeats ? "*" : "\(index + 1)"
            return "\(place):\(escaped(argument.name)):\(action(argument.completion))"
        }
        if !path.command.subcommands.isEmpty {
            let list = path.command.subcommands.map { "\($0.name)\\:\(inQuotes($0.summary))" }
            specifications.append("1:command:((\(list.joined(separator: " "))))")
        }
        let lines = specifications.map { "                \($0.shellQuoted)" }
        return """
                    ('\(path.line)')
                        _arguments \\
            \(lines.joined(separator: " \\\n")) ;;

            """
    }

    private func specifications(_ option: Declaration) -> [String] {
        option.spellings.map { name in
            let start = (option.repeats ? "*" : "") + "--\(name)"
            let help = "[\(escaped(option.help))]"
            guard option.takesValue else { return start + help }
            let placeholder = escaped(option.placeholder ?? "VALUE")
            return "\(start)=\(help):\(placeholder):\(action(option.completion))"
        }
    }

    private func action(_ completion: Completion) -> String {
        switch completion {
        case .nothing: " "
        case .files: "_files"
        case .folders: "_path_files -/"
        case .choices(let choices): "(\(choices.joined(separator: " ")))"
        }
    }

    /// As text of a specification, where colons and brackets mean something.
    private func escaped(_ text: String) -> String {
        String(text.flatMap { ":[]\\".contains($0) ? ["\\", $0] : [$0] })
    }

    /// As a description inside `((…))`, which is evaluated once more.
    private func inQuotes(_ text: String) -> String {
        "\"" + String(text.flatMap { "\"\\$`:".contains($0) ? ["\\", $0] : [$0] }) + "\""
    }
}
