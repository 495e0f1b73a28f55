internal import CommandLine
internal import Cryptography
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

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
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let key = Argument("KEY", .text, "Its id, or the beginning of it.")
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, onRepositoryAt: invocation[from], keyOptions) {
            vault in
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
        }
    }
}
