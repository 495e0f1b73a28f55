internal import CommandLine
internal import JSON

/// `holdfast agents approve`: makes a machine that waits an agent.
struct AgentsApproveCommand: Command {
    let name = "approve"
    let summary = "Make a machine that waits an agent."
    let discussion = """
        The fingerprint is what the machine itself shows: read it there, or over a line you
        trust, and not from the hub's list.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let fingerprint = Option.required(
        "fingerprint", .text, "As the machine shows it, with blanks or without.")
    let json = Option.json
    let id = Argument("ID", .text, "The announcement, as agents waiting lists it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let agent = try await hub.ask(
                "POST",
                "\(hub.tenantPath())/announcements/\(PathPart(invocation[id]))/approval",
                ["fingerprint": .string(invocation[fingerprint])])
            hub.show(agent, isJSON: invocation[json]) {
                "\($0.told("name")) is agent \($0.told("id"))."
            }
            return .success
        }
    }
}
