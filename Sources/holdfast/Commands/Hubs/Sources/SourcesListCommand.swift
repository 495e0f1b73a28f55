internal import CommandLine
internal import JSON

/// `holdfast sources list`: what a tenant protects.
struct SourcesListCommand: Command {
    let name = "list"
    let summary = "List the sources."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let agent = Option.optional("agent", .text.named("AGENT"), "Only those of this agent.")
    let vault = Option.optional("vault", .text.named("VAULT"), "Only those that go to this vault.")
    let text = Option.optional("text", .text, "A part of the name.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var (agentID, vaultID): (String?, String?)
            if let agent = invocation[agent] {
                agentID = try await hub.id(of: agent, among: .agents)
            }
            if let vault = invocation[vault] {
                vaultID = try await hub.id(of: vault, among: .vaults)
            }
            let query = HubQuery([
                ("agent", agentID), ("vault", vaultID), ("text", invocation[text]),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/sources\(query)", isJSON: invocation[json],
                ["ID", "NAME", "KIND", "STATE", "VAULTS"],
                ifEmpty: "There is no source yet. holdfast sources create protects something."
            ) { source in
                var vaults = 0
                if case .array(let list)? = source["vaults"] { vaults = list.count }
                return [
                    source.told("id"), source.told("name"),
                    source["configuration"]?.told("kind") ?? "",
                    source["enabled"] == true ? "on" : "paused", "\(vaults)",
                ]
            }
            return .success
        }
    }
}
