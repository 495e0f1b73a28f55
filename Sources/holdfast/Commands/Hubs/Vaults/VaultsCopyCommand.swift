internal import CommandLine
internal import JSON

/// `holdfast vaults copy`: brings what is missing to where a copy rule keeps it.
struct VaultsCopyCommand: Command {
    let name = "copy"
    let summary = "Copy now what is missing where a rule of the vault keeps it as well."
    let discussion = """
        The rule is made by `vaults copies`, and does the same by itself after each backup: this is
        for what was there before, and for what a vault missed that could not be reached.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let target = Option.required("to", .text.named("VAULT"), "The vault that a rule names.")
    let json = Option.json
    let thing = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .vaults)
            let vault = try await hub.id(of: invocation[target], among: .vaults)
            let answer = try await hub.ask("POST", "\(path)/copies", ["vault": .string(vault)])
            let runs = answer?["items"]?.elements ?? []
            for run in runs {
                hub.show(run, isJSON: invocation[json]) {
                    "Run \($0.told("id")) is \($0.told("state"))."
                }
            }
            if runs.isEmpty, !invocation[json] { invocation.print("Nothing is missing there.") }
            return .success
        }
    }
}
