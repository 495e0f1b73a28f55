internal import CommandLine
internal import JSON

/// `holdfast vaults test`: lets an agent try to reach a vault.
struct VaultsTestCommand: Command {
    let name = "test"
    let summary = "Let an agent try to reach a vault."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let agent = Option.optional(
        "agent", .text.named("AGENT"), "Who tries; anybody who may and is connected without it.")
    let json = Option.json
    let thing = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            if let agent = invocation[agent] {
                form["agent"] = .string(try await hub.id(of: agent, among: .agents))
            }
            let path = try await hub.path(of: invocation[thing], among: .vaults)
            let found = try await hub.ask("POST", "\(path)/connection-tests", .object(form))
            hub.show(found, isJSON: invocation[json]) { $0.told("summary") }
            return found?["reached"] == true ? .success : .unavailable
        }
    }
}
