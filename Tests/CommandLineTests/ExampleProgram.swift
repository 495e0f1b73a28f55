import CommandLine
import Synchronization
import Values

/// Two commands as the executable has them, and a group.
struct Backup: Command {
    enum Format: String, CaseIterable, Sendable { case text, table }

    let name = "backup"
    let summary = "Back up paths into a vault."
    let exitCodes: [ExitCode] = [.issues, .unavailable]
    let examples = [Example("keep backup --vault=home /etc /srv", "Back up two folders:")]

    let vault = Option.required("vault", .text.named("NAME"), env: "KEEP_VAULT", "The vault.")
    let tags = Option.repeated("tag", .text, env: "KEEP_TAGS", "A tag of the snapshot.")
    let rate = Option.optional("rate-limit", .size(), "Bytes per second at most: a [limit].")
    let wait = Option("wait", .duration(), default: .seconds(90), "How long to wait for a lock.")
    let format = Option<Format>("format", .choice, default: .text, "How results are shown.")
    let cache = Option.flag("cache", env: "KEEP_CACHE", default: true, "Use the files' cache.")
    let dryRun = Option.flag("dry-run", "Say what would be done.")
    let exclude = Option.optional("exclude-file", .file, "Patterns to leave out, one a line.")
    let password = Option.secret("password", env: "KEEP_PASSWORD", "Opens the vault.")
    let json = Option.json
    let paths = Argument.repeated("PATH", .file, "What to back up.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let lines: [String] = [
            "vault \(invocation[vault]) (\(invocation.origin(of: vault)))",
            "tags \(invocation[tags])",
            "rate \(invocation[rate]?.exactText ?? "none")",
            "wait \(invocation[wait].text) (\(invocation.origin(of: wait)))",
            "format \(invocation[format]), cache \(invocation[cache]), dry \(invocation[dryRun])",
            "exclude \(invocation[exclude] ?? "none")",
            "password \(invocation[password]?.description ?? "none")",
            "paths \(invocation[paths])",
        ]
        for line in lines { invocation.print(line) }
        return invocation[dryRun] ? .issues : .success
    }
}

/// A command that is a process of its own and has a subcommand.
struct Serve: Command {
    let name = "serve"
    let summary = "Serve until told to stop."
    let discussion = """
        Listens on one port and serves whoever knocks. Paragraphs of a discussion are set anew for
        the width of the terminal, lines that begin with a space are not:

          keep serve --port=9000
        """
    let subcommands: [any Command] = [Check()]
    let port = Option("port", .integer(in: 1...65535), default: 9876, "The port to listen on.")
    let folder = Option("data-dir", .folder, env: "KEEP_DIR", default: "/srv", "Where data lives.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        invocation.print("port \(invocation[port]) of \(invocation[folder])")
        return .success
    }

    struct Check: Command {
        let name = "check"
        let summary = "Look whether it could serve."
        let exitCodes: [ExitCode] = [.damaged]
        let how = Argument<How?>.optional("HOW", .choice, "How to look.")

        enum How: String, CaseIterable, Sendable { case quick, deep }
        struct Broken: Error {}

        func run(_ invocation: Invocation) async throws -> ExitCode {
            switch invocation[how] {
            case .deep: throw Broken()
            case .quick: throw CancellationError()
            case nil: throw Failure(.damaged, "The store is damaged.", hint: "Restore it.")
            }
        }
    }
}

extension Program {
    static let example = Program(
        "keep", "Keeps things.", version: "1.2.3 (abc)",
        [
            Backup(), Serve(),
            CommandGroup("config", "Show the settings.", [ShowConfig()]),
            CompletionCommand(program: "keep"),
        ]
    ) { error in
        Failure(.unavailable, "Known as \(error).")
    }
}

struct ShowConfig: Command {
    let name = "print"
    let summary = "Print it: what's set, and \"where\"."
    func run(_ invocation: Invocation) async throws -> ExitCode { .success }
}

/// What a call of the example program wrote and returned.
struct Called: Equatable {
    var code: ExitCode
    var output: String
    var errors: String

    static func keep(
        _ arguments: [String], env: [String: String] = [:], columns: Int? = nil
    ) async -> Called {
        let streams = Streams()
        let console = Console(
            environment: env, columns: columns,
            write: { text in streams.output.withLock { $0 += text } },
            complain: { text in streams.errors.withLock { $0 += text } })
        let code = await Program.example.run(arguments, on: console)
        return Called(
            code: code, output: streams.output.withLock { $0 },
            errors: streams.errors.withLock { $0 })
    }
}

private final class Streams: Sendable {
    let output = Mutex("")
    let errors = Mutex("")
}
