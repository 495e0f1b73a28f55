internal import CommandLine
internal import Engine
internal import LocalState

/// `holdfast key list`: the keys of this machine.
struct KeyListCommand: Command {
    let name = "list"
    let summary = "List the keys of this machine."
    let exitCodes: [ExitCode] = [.configuration, .damaged, .cancelled]
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let keys = try process.keys.list()
            if invocation[json] {
                for key in keys { invocation.print("\(key.json)") }
                return .success
            }
            guard !keys.isEmpty else {
                invocation.print("There is no key yet. holdfast key create makes one.")
                return .success
            }
            var table = TextTable([("NAME", .left), ("IDENTITY", .left), ("RECIPIENT", .left)])
            for key in keys {
                table.append([key.name.text, key.keeping.words, "\(key.recipient)"])
            }
            for line in table.lines { invocation.print(line) }
            return .success
        }
    }
}

extension KeyFolder.Key.Keeping {
    var words: String {
        switch self {
        case .plain: "here"
        case .sealed: "here, sealed"
        case .elsewhere: "elsewhere"
        }
    }
}
