/// Writes a function for bash's `complete -F`.
struct BashCompletion {
    let program: Program

    init(_ program: Program) {
        self.program = program
    }

    var script: String {
        let name = program.name
        return """
            # Completion of \(name) for bash. Load it with: source <(\(name) completion bash)

            _\(name)() {
                local command='\(name)' current previous i
                current=${COMP_WORDS[COMP_CWORD]}
                previous=${COMP_WORDS[COMP_CWORD - 1]}
                # Readline takes the '=' of --name=value for a word of its own.
                if [[ $current == '=' ]]; then
                    current=''
                elif [[ $previous == '=' ]] && ((COMP_CWORD > 1)); then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$command ${COMP_WORDS[i]}" in
                        \(program.commandLines.joined(separator: " | ")))
                            command+=" ${COMP_WORDS[i]}" ;;
                        *) break ;;
                    esac
                done
                COMPREPLY=()
                case "$command $previous" in
            \(program.root.all.map(optionValues).joined())    esac
                case "$command" in
            \(program.root.all.map(words).joined())    esac
            }

            complete -F _\(name) \(name)

            """
    }

    /// What may follow an option that takes a value.
    private func optionValues(_ path: CommandPath) -> String {
        path.options.filter(\.takesValue).map { option in
            """
                    '\(path.line) --\(option.name)')
                        \(replies(option.completion) ?? ":")
                        return ;;

            """
        }.joined()
    }

    /// What may stand anywhere else: subcommands, options, arguments.
    private func words(_ path: CommandPath) -> String {
        let options = path.options.flatMap(\.spellings).map { "--\($0)" }
        let words = path.command.subcommands.map(\.name) + options
        var script = "        '\(path.line)')\n"
        for argument in path.arguments.compactMap({ replies($0.completion) }).uniqued {
            script += "            [[ $current == -* ]] || { \(argument); }\n"
        }
        let offered = words.joined(separator: " ").shellQuoted
        script += "            COMPREPLY+=($(compgen -W \(offered) -- \"$current\")) ;;\n"
        return script
    }

    private func replies(_ completion: Completion) -> String? {
        switch completion {
        case .nothing: nil
        case .files:
            "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
        case .folders:
            "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        case .choices(let choices):
            "COMPREPLY=($(compgen -W '\(choices.joined(separator: " "))' -- \"$current\"))"
        }
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it came first.
    fileprivate var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
