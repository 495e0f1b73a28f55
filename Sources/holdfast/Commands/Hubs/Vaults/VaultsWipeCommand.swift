internal import CommandLine
internal import JSON

/// `holdfast vaults wipe`: takes everything out of a vault.
struct VaultsWipeCommand: Command {
    let name = "wipe"
    let summary = "Take everything out of a vault; it cannot be taken back."
    let discussion = """
        All snapshots go, pinned ones and those of other programs too, and then what they needed.
        The vault stays with its passphrase and keys, and sources go on to store in it. It is for
        owners of the tenant; the vault's keeper does it and has to be there. While a snapshot in it
        is held, nothing goes.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let typed = Option.required(
        "name", .text, "The vault's name, so that it is this one that is meant.")
    let json = Option.json
    let vault = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[vault], among: .vaults)
            let answer = try await hub.ask(
                "POST", "\(path)/wipe", ["name": .string(invocation[typed])])
            hub.show(answer, isJSON: invocation[json]) { run in
                "Run \(run.told("id")) is \(run.told("state"))."
            }
            return .success
        }
    }
}
