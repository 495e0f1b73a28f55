internal import CommandLine
internal import JSON

/// `holdfast vaults maintain`: looks after a vault now.
struct VaultsMaintainCommand: Command {
    let name = "maintain"
    let summary = "Look after a vault now: check, forget, prune, unlock or init."
    let discussion = """
        The vault's keeper forgets what the keep rules let go, prunes what nothing needs any more,
        and removes locks of those who do not work any more. `check` reads as much of the content as
        the vault's cadence says, and `init` makes a vault where it is not there yet.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let vault = HubThing.vaults.argument
    let kind = Argument("KIND", .text, "What is to be done: check, forget, prune, unlock or init.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[vault], among: .vaults)
            let answer = try await hub.ask(
                "POST", "\(path)/runs", ["kind": .string(invocation[kind])])
            hub.show(answer, isJSON: invocation[json]) { run in
                "Run \(run.told("id")) is \(run.told("state"))."
            }
            return .success
        }
    }
}
