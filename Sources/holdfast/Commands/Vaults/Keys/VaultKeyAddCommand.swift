internal import CommandLine
internal import Cryptography
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast vault key add`: one more passphrase for a repository.
struct VaultKeyAddCommand: Command {
    let name = "add"
    let summary = "Let one more passphrase open a repository."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew, .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let new = Option.newPassword
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, onRepositoryAt: invocation[url], keyOptions) {
            vault in
            let id = try await vault.addKey(try invocation.newPassphrase(new))
            let line: JSON = ["key": .string("\(id)")]
            invocation.print(
                invocation[json] ? "\(line)" : "The key \(id.short) opens the repository too.")
        }
    }
}
