internal import CommandLine
internal import JSON

/// `holdfast agents show`: everything there is to know of one agent, with what it goes by.
struct AgentsShowCommand: Command {
    let name = "show"
    let summary = "Show an agent, and whether it goes by what it was told."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.agents.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .agents)
            guard case .object(var agent)? = try await hub.ask("GET", path) else {
                throw HubAnswer.unreadable
            }
            agent["configuration"] = try await hub.ask("GET", "\(path)/configuration")
            hub.showWhole(.object(agent), isJSON: invocation[json])
            return .success
        }
    }
}
