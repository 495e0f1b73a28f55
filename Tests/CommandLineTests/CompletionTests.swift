import TestSupport
import Testing

@testable import CommandLine

/// The generated scripts in the shells they are for.
@Suite struct CompletionTests {
    /// A line being typed, and what every shell must offer for its last word.
    static let offers: [(line: String, expected: [String])] = [
        ("keep ", ["backup", "serve", "config", "completion"]),
        ("keep s", ["serve"]),
        ("keep co", ["config", "completion"]),
        ("keep config ", ["print"]),
        ("keep serve ", ["check"]),
        ("keep serve check ", ["quick", "deep"]),
        ("keep serve check d", ["deep"]),
        ("keep serve --", ["--port", "--data-dir", "--help"]),
        ("keep serve --port 5 --d", ["--data-dir"]),
        ("keep --v", ["--version"]),
        ("keep backup --no", ["--no-cache"]),
        ("keep backup --format ", ["text", "table"]),
        ("keep backup --format ta", ["table"]),
        ("keep backup --json --format t", ["text", "table"]),
        ("keep completion z", ["zsh"]),
        ("keep backup zfi", ["zfile-a", "zfile-b"]),
        ("keep backup --exclude-file zfi", ["zfile-a", "zfile-b"]),
        ("keep serve --data-dir zfo", ["zfolder"]),
        ("keep serve --data-dir zfi", []),
        ("keep serve --port ", []),
        ("keep config print --he", ["--help"]),
    ]

    @Test(.timeLimit(.minutes(10)), arguments: Shell.allCases)
    func everyShellOffersWhatFits(shell: Shell) async throws {
        try await withScratchFolder { folder in
            let setup = try await runProgram("sh", ["-c", Self.prepare, "sh", folder])
            #expect(setup.status == 0, "\(setup.errorText)")
            let script = Shell.script(shell)(for: .example)
            let written = try await runProgram(
                "sh", ["-c", "cat > \"$1\"", "sh", "\(folder)/script"], input: Array(script.utf8))
            #expect(written.status == 0)
            for (line, expected) in Self.offers {
                let found = try await offered(by: shell, for: line, in: folder)
                #expect(found == expected.sorted(), "\(shell.rawValue): \(line)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func bashCompletesAfterAnEqualsSign() async throws {
        try await withScratchFolder { folder in
            let script = Shell.bash.script(for: .example)
            for words in ["--format = t", "--format ="] {
                let call = """
                    source /dev/stdin; COMP_WORDS=(keep backup \(words)); \
                    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _keep; printf '%s\\n' "${COMPREPLY[@]}"
                    """
                let outcome = try await runProgram(
                    "bash", ["--norc", "-c", call], input: Array(script.utf8))
                #expect(outcome.text == "text\ntable\n")
            }
        }
    }

    @Test func completionPrintsTheScript() async {
        let called = await Called.keep(["completion", "fish"])
        #expect(called.output == Shell.fish.script(for: .example))
        #expect(called.code == .success)
    }

    private static let prepare = """
        cd "$1" && mkdir work home zsh && touch work/zfile-a work/zfile-b && mkdir work/zfolder
        """

    private func offered(
        by shell: Shell, for line: String, in folder: String
    ) async throws -> [String] {
        let arguments: [String]
        switch shell {
        case .bash: arguments = ["bash", "--norc", "-c", Self.bashDriver]
        case .zsh: arguments = ["zsh", "-f", "-c", Self.zshDriver]
        case .fish: arguments = ["fish", "--no-config", "-c", Self.fishDriver]
        }
        let environment = ["-i", "PATH=/usr/bin:/bin", "HOME=\(folder)/home", "TERM=dumb"]
        let variables = ["FOLDER=\(folder)", "LINE=\(line)"]
        let outcome = try await runProgram(
            "env", ["-C", "\(folder)/work"] + environment + variables + arguments)
        #expect(outcome.status == 0, "\(shell.rawValue): \(outcome.errorText)")
        return outcome.text.split(separator: "\n")
            .map { $0.last == "/" ? String($0.dropLast()) : String($0) }.sorted()
    }

    /// Calls the function as readline does: the words, and which of them is being typed.
    private static let bashDriver = """
        source "$FOLDER/script"
        read -ra COMP_WORDS <<< "$LINE"
        [[ $LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _keep 2>/dev/null
        for reply in "${COMPREPLY[@]}"; do
            [[ $reply == --* && $LINE != *--* && $LINE != *' -' ]] || printf '%s\\n' "$reply"
        done
        exit 0
        """

    /// `complete -C` is fish's own question for completions.
    private static let fishDriver = """
        source $FOLDER/script
        for line in (complete -C "$LINE")
            string split -f 1 \\t -- $line
        end
        exit 0
        """

    /// Types the line and a tab into an interactive zsh on a pseudoterminal. There, `compadd`
    /// writes down the matches that the completion system adds.
    private static let zshDriver = #"""
        zmodload zsh/zpty
        cat > $FOLDER/zsh/.zshrc <<'END'
        PS1= ; PS2=
        autoload -Uz compinit; compinit -D -u
        source $FOLDER/script
        compadd() {
            local -a found
            if [[ ${@[1,(i)(-|--)]} != *-[OAD]* ]]; then
                builtin compadd -A found "$@"
                print -rl -- $found >> $FOLDER/found
            fi
            builtin compadd "$@"
        }
        ready() { print -r -- the-line-editor-is-ready }
        zle -N zle-line-init ready
        bindkey '^I' complete-word
        END
        : > $FOLDER/found
        zpty editor "ZDOTDIR=$FOLDER/zsh zsh -i"
        zpty -r editor chunk '*the-line-editor-is-ready*'
        zpty -w -n editor "$LINE"$'\t'$'\C-u'$'exit\n'
        while zpty -r editor chunk; do :; done
        sort -u $FOLDER/found | grep -v '^$'
        exit 0
        """#
}
