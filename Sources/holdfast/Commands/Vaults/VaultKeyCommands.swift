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
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[url], keyOptions) { vault in
                let keys = try await vault.keys()
                if invocation[json] {
                    for key in keys { invocation.print("\(key.json)") }
                    return .success
                }
                var table = TextTable([
                    ("KEY", .left), ("MADE", .left), ("USER", .left), ("HOST", .left), ("", .left),
                ])
                for key in keys { table.append(key.row) }
                for line in table.lines { invocation.print(line) }
                return .success
            }
        }
    }
}

/// `holdfast vault key add`: one more passphrase for a repository.
struct VaultKeyAddCommand: Command {
    let name = "add"
    let summary = "Let one more passphrase open a repository."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let new = Option.newPassword
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[url], keyOptions) { vault in
                let id = try await vault.addKey(try newPassphrase(invocation, new))
                let line: JSON = ["key": .string("\(id)")]
                invocation.print(
                    invocation[json] ? "\(line)" : "The key \(id.short) opens the repository too.")
                return .success
            }
        }
    }
}

/// `holdfast vault key remove`: a passphrase opens a repository no more.
struct VaultKeyRemoveCommand: Command {
    let name = "remove"
    let summary = "Take a key out of a repository: its passphrase opens it no more."
    let discussion = """
        Never the key that this very command was opened with. Whoever knew the passphrase, and read
        the repository, may have kept what is behind it: to lock somebody out of backups to come,
        make a new repository.
        """
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let key = Argument("KEY", .text, "Its id, or the beginning of it.")
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[from], keyOptions) { vault in
                let found = try await vault.keys().filter {
                    "\($0.id)".hasPrefix(invocation[key].lowercased())
                }
                guard let one = found.first, found.count == 1 else {
                    throw Failure(
                        found.isEmpty ? .missing : .usage,
                        "\(counted(found.count, "key")) of the repository begin with "
                            + "\(quoted(invocation[key])).",
                        hint: "holdfast vault key list shows those there are")
                }
                try await vault.removeKey(one.id)
                let line: JSON = ["removed": .string("\(one.id)")]
                invocation.print(invocation[json] ? "\(line)" : "gone: key \(one.id.short)")
                return .success
            }
        }
    }
}

/// `holdfast vault key change`: another passphrase for the one that was given.
struct VaultKeyChangeCommand: Command {
    let name = "change"
    let summary = "Put a new passphrase in the place of the one that is given."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let new = Option.newPassword
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[url], keyOptions) { vault in
                let changed = try await vault.changePassphrase(
                    to: try newPassphrase(invocation, new))
                let line: JSON = [
                    "key": .string("\(changed.keyID)"), "removed": .string("\(vault.keyID)"),
                ]
                invocation.print(
                    invocation[json]
                        ? "\(line)"
                        : "The new passphrase opens the repository (key \(changed.keyID.short)), "
                            + "the old one nothing any more.")
                return .success
            }
        }
    }
}

extension Option where Value == SecretReference? {
    fileprivate static var newPassword: Option {
        .secret(
            "new-password", env: "HOLDFAST_NEW_PASSWORD", "The file with the new passphrase.")
    }
}

private func newPassphrase(
    _ invocation: Invocation, _ option: Option<SecretReference?>
) throws -> Secret {
    if let reference = invocation[option] {
        return try SettingsContent.secret(reference, invocation.console)
    }
    guard var line = Console.askForSecret("New passphrase: "), !line.isEmpty else {
        throw Failure(
            .usage, "Nothing says the new passphrase.",
            hint: "give it in HOLDFAST_NEW_PASSWORD or --new-password-file")
    }
    return Secret(taking: &line)
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
