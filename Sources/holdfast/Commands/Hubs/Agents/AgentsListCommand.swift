internal import CommandLine
internal import Domain
internal import JSON

/// `holdfast agents list`: the agents of a tenant.
struct AgentsListCommand: Command {
    let name = "list"
    let summary = "List the agents."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let text = Option.optional("text", .text, "A part of the name or of the host's name.")
    let label = Option.optional(
        "label", .text.named("LABEL=VALUE"), "Only those with this label.")
    let standing = Option.optional(
        "standing", Syntax<AgentStanding>.choice, "Only those with this standing.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("text", invocation[text]), ("label", invocation[label]),
                ("standing", invocation[standing]?.rawValue),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/agents\(query)", isJSON: invocation[json],
                ["ID", "NAME", "STANDING", "PRESENCE", "LAST SEEN", "PROGRAM"],
                ifEmpty: "There is no agent yet. holdfast enrolment-tokens create lets one join."
            ) { agent in
                [
                    agent.told("id"), agent.told("name"), agent.told("standing"),
                    agent.told("presence"), agent.told("lastSeen", else: "–"),
                    agent["machine"]?.told("program") ?? "",
                ]
            }
            return .success
        }
    }
}
