internal import CommandLine
internal import Cryptography
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast vault key list`: which passphrases open a repository.
struct VaultKeyListCommand: Command {
    let name = "list"
    let summary = "List the keys of a repository, each opened by a passphrase of its own."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, onRepositoryAt: invocation[url], keyOptions) {
            vault in
            let keys = try await vault.keys()
            if invocation[json] {
                for key in keys { invocation.print("\(key.json)") }
                return
            }
            var table = TextTable([
                ("KEY", .left), ("MADE", .left), ("USER", .left), ("HOST", .left), ("", .left),
            ])
            for key in keys { table.append(key.row) }
            for line in table.lines { invocation.print(line) }
        }
    }
}

extension RepositoryKey {
    fileprivate var row: [String] {
        [
            id.short, created.map(\.minuteText) ?? "–", shown(userName), shown(hostName),
            isCurrent ? "in use" : "",
        ]
    }

    fileprivate var json: JSON {
        var object = JSONObject()
        object["key"] = .string("\(id)")
        if let created { object["created"] = .string("\(created)") }
        object["user"] = .string(userName)
        object["host"] = .string(hostName)
        object["isCurrent"] = .bool(isCurrent)
        return .object(object)
    }
}
