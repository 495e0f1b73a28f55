import Testing

@testable import CommandLine

@Suite struct HelpTests {
    @Test func theHelpOfACommandShowsAllOfIt() async {
        let called = await Called.keep(["backup", "--help", "--nonsense"])
        #expect(called.code == .success)
        #expect(
            called.output == """
                Back up paths into a vault.

                Usage: keep backup [OPTIONS] --vault=NAME PATH...

                Arguments:
                  PATH...  What to back up.

                Options:
                  --vault=NAME          The vault. [required; env: KEEP_VAULT]
                  --tag=TEXT...         A tag of the snapshot. [env: KEEP_TAGS]
                  --rate-limit=SIZE     Bytes per second at most: a [limit].
                  --wait=DURATION       How long to wait for a lock. [default: 1m30s]
                  --format=text|table   How results are shown. [default: text]
                  --[no-]cache          Use the files' cache. [default: --cache; env:
                                        KEEP_CACHE]
                  --dry-run             Say what would be done.
                  --exclude-file=PATH   Patterns to leave out, one a line.
                  --password-file=PATH  Opens the vault. [env: KEEP_PASSWORD]
                  --json                Print results and errors as JSON lines.
                  --help                Show this help.

                Examples:
                  Back up two folders:
                    keep backup --vault=home /etc /srv

                Exit codes:
                  0   Everything asked for was done.
                  1   It failed for a reason that no other code names.
                  2   The command line is wrong; nothing was done.
                  3   Done, with issues: something was skipped or needs attention.
                  8   A server or a disk could not be reached; the same command may work later.
                  10  Storage, or where the output goes, is full or read-only.

                """)
    }

    @Test(arguments: [nil, 20, 80, 100, 300])
    func linesKeepToTheTerminal(columns: Int?) async {
        let widest = min(max(columns ?? 80, 60), 100)
        for path in Program.example.root.all {
            let examples = path.command.examples.map { "    \($0.line)" }
            let lines = HelpPage(path, columns: columns).text.split(separator: "\n")
            let longest = lines.filter { !examples.contains(String($0)) }.map(\.count).max() ?? 0
            #expect(longest <= widest, "\(path.line)")
        }
        let wide = await Called.keep(["serve", "--help"], columns: columns)
        #expect(wide.output.contains("\n  keep serve --port=9000\n"))
        #expect(wide.output.contains("Usage: keep serve [OPTIONS]\n       keep serve COMMAND\n"))
    }

    @Test(arguments: [["help", "config"], ["config", "--help"], ["help", "config", "--help"]])
    func groupsListTheirCommands(arguments: [String]) async {
        let called = await Called.keep(arguments)
        #expect(called.code == .success)
        #expect(
            called.output == """
                Show the settings.

                Usage: keep config COMMAND

                Commands:
                  print  Print it: what's set, and "where".

                Options:
                  --help  Show this help.

                """)
    }

    @Test func theReferenceNamesEveryCommandOptionAndExitCode() {
        let page = ReferencePage(.example).markdown
        for path in Program.example.root.all.dropFirst() where !path.command.isGroup {
            #expect(page.contains("\n## `\(path.line)`\n"))
            #expect(page.contains("| [`\(path.line)`](#\(path.words.joined(separator: "-"))) |"))
        }
        #expect(page.contains("| `--vault=NAME` | The vault. Required. |  | `KEEP_VAULT` |"))
        #expect(page.contains("| `--format=text\\|table` | How results are shown. | `text` |  |"))
        #expect(page.contains("| `PATH...` | What to back up. |  |  |"))
        #expect(page.contains("| 3 | `issues` | Done, with issues"))
        #expect(page.contains("\nExit codes: 0, 1, 2, 3, 8, 10.\n"))
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.allSatisfy { $0.hasSuffix("|") })
    }

    @Test func declarationsOfTheExampleAreSound() {
        #expect(Program.example.faults == [])
    }

    @Test func unsoundDeclarationsAreFound() {
        struct Unsound: Command {
            let name = "Un sound"
            let summary = "no sentence"
            let first = Option.flag("twice", env: "X", "Help.")
            let second = Option.flag("twice", env: "X", "help")
            let third = Option.flag("Help", "Help.")
            let fourth = Option.flag("no-thing", "Help.")
            let fifth = Option.flag("help", "Help.")
            let all = Argument.repeated("ALL", .text, "All.")
            let last = Argument("LAST", .text, "Last.")
            let subcommands: [any Command] = [ShowConfig()]
            func run(_ invocation: Invocation) async throws -> ExitCode { .success }
        }
        let faults = Program("p", "Keeps.", version: "1", [Unsound()]).faults
        #expect(faults.count == 10, "\(faults)")
    }
}
