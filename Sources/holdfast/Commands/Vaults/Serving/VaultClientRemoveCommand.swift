internal import CommandLine
internal import JSON
internal import VaultServer

/// `holdfast vault client remove`: somebody may come no more.
struct VaultClientRemoveCommand: Command {
    let name = "remove"
    let summary = "Let a client come no more. What it has stored stays."
    let exitCodes: [ExitCode] = [.missing, .denied, .busy, .damaged, .full]
    let folder = Argument("FOLDER", .folder, "The folder that is served.")
    let client = Argument("NAME", .vaultClient, "Its name.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try ClientFile(in: absolutePath(invocation[folder])).remove(invocation[client])
        let line: JSON = ["removed": .string(invocation[client])]
        invocation.print(
            invocation[json]
                ? "\(line)" : "The client \(invocation[client]) may come no more.")
        return .success
    }
}
