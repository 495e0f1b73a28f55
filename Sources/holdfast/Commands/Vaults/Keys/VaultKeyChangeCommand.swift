internal import CommandLine
internal import Cryptography
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast vault key change`: another passphrase for the one that was given.
struct VaultKeyChangeCommand: Command {
    let name = "change"
    let summary = "Put a new passphrase in the place of the one that is given."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let new = Option.newPassword
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, onRepositoryAt: invocation[url], keyOptions) {
            vault in
            let changed = try await vault.changePassphrase(
                to: try invocation.newPassphrase(new))
            let line: JSON = [
                "key": .string("\(changed.keyID)"), "removed": .string("\(vault.keyID)"),
            ]
            invocation.print(
                invocation[json]
                    ? "\(line)"
                    : "The new passphrase opens the repository (key \(changed.keyID.short)), "
                        + "the old one nothing any more.")
        }
    }
}
