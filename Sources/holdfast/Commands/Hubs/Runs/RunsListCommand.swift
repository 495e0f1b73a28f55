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
    let source = Option.optional("source", .text.named("ID"), "Only those of this source.")
    let agent = Option.optional("agent", .text.named("ID"), "Only those on this agent.")
    let vault = Option.optional("vault", .text.named("ID"), "Only those about this vault.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("state", invocation[state]), ("open", invocation[open] ? "true" : nil),
                ("kind", invocation[kind]), ("source", invocation[source]),
                ("agent", invocation[agent]), ("vault", invocation[vault]),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/runs\(query)", isJSON: invocation[json],
                ["ID", "KIND", "STATE", "CREATED", "ENDED", "WHY"],
                ifEmpty: "There is no such run. holdfast runs start begins one."
            ) { run in
                [
                    run.told("id"), run.told("kind"), run.told("state"), run.told("created"),
                    run.told("ended", else: "–"), run.why,
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
