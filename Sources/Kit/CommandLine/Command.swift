/// A command or a group of commands: a small type that declares its parameters as stored
/// properties and does its work in `run`.
///
///     struct Greet: Command {
///         let name = "greet"
///         let summary = "Greet somebody."
///         let loud = Option.flag("loud", "Shout.")
///         let person = Argument("NAME", .text, "Who to greet.")
///
///         func run(_ invocation: Invocation) async throws -> ExitCode {
///             let greeting = "Hello \(invocation[person])"
///             invocation.print(invocation[loud] ? greeting.uppercased() : greeting)
///             return .success
///         }
///     }
package protocol Command: Sendable {
    /// One lower-case word.
    var name: String { get }
    /// One sentence, for lists of commands.
    var summary: String { get }
    /// Paragraphs for the command's own help, separated by empty lines.
    var discussion: String { get }
    var examples: [Example] { get }
    /// The exit codes it may end with, beside those that every command has.
    var exitCodes: [ExitCode] { get }
    /// Commands below this one. A command with subcommands takes no arguments.
    var subcommands: [any Command] { get }

    func run(_ invocation: Invocation) async throws -> ExitCode
}

extension Command {
    package var discussion: String { "" }
    package var examples: [Example] { [] }
    package var exitCodes: [ExitCode] { [] }
    package var subcommands: [any Command] { [] }

    /// The parameters among the stored properties, in the order they are declared.
    package var parameters: [any Parameter] {
        Mirror(reflecting: self).children.flatMap { child -> [any Parameter] in
            switch child.value {
            case let parameter as any Parameter: [parameter]
            case let group as any ParameterGroup: group.parameters
            default: []
            }
        }
    }

    var declarations: [Declaration] { parameters.map(\.declaration) }

    /// Every command can succeed, fail and be called wrongly, and what it prints may find no room.
    var allExitCodes: [ExitCode] {
        ExitCode.allCases.filter {
            [.success, .failure, .usage, .full].contains($0) || exitCodes.contains($0)
        }
    }
}

/// A command line worth copying, and what it does.
package struct Example: Hashable, Sendable {
    package let line: String
    package let meaning: String

    package init(_ line: String, _ meaning: String) {
        self.line = line
        self.meaning = meaning
    }
}

/// A word before other commands, as `config` in `config print`, that does nothing by itself.
package struct CommandGroup: Command {
    package let name: String
    package let summary: String
    package let discussion: String
    package let subcommands: [any Command]

    package init(
        _ name: String, _ summary: String, discussion: String = "", _ subcommands: [any Command]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.subcommands = subcommands
    }

    /// Reached only without a subcommand: shows what there is.
    package func run(_ invocation: Invocation) async throws -> ExitCode {
        invocation.console.complain(invocation.helpText)
        return .usage
    }
}
