internal import CommandLine
internal import JSON

/// `holdfast runs list`: the runs of a tenant.
struct RunsListCommand: Command {
    let name = "list"
    let summary = "List the runs, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let state = Option.optional("state", .text, "Only those in this state.")
    let open = Option.flag("open", "Only those that have not ended.")
    let kind = Option.optional("kind", .text, "Only those of this kind, as in backup.")
    let source = Option.optional("source", .text.named("SOURCE"), "Only those of this source.")
    let agent = Option.optional("agent", .text.named("AGENT"), "Only those on this agent.")
    let vault = Option.optional("vault", .text.named("VAULT"), "Only those about this vault.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("state", invocation[state]), ("open", invocation[open] ? "true" : nil),
                ("kind", invocation[kind]),
                ("source", try await hub.id(ofOptional: invocation[source], among: .sources)),
                ("agent", try await hub.id(ofOptional: invocation[agent], among: .agents)),
                ("vault", try await hub.id(ofOptional: invocation[vault], among: .vaults)),
            ])
            let sources = invocation[json] ? [:] : try await hub.names(of: .sources)
            let agents = invocation[json] ? [:] : try await hub.names(of: .agents)
            try await hub.showList(
                "\(hub.tenantPath())/runs\(query)", isJSON: invocation[json],
                ["ID", "KIND", "STATE", "SOURCE", "AGENT", "CREATED", "ENDED", "WHY"],
                ifEmpty: "There is no run yet. holdfast runs start begins one."
            ) { run in
                [
                    run.told("id"), run.told("kind"), run.told("state"),
                    run.called("source", sources), run.called("agent", agents),
                    run.told("created"), run.told("ended", else: "–"), run.why,
                ]
            }
            return .success
        }
    }
}

extension JSON {
    /// What a run's state does not say.
    fileprivate var why: String {
        self["failure"]?.told("message") ?? told("skipReason")
    }
}
