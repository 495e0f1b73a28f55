internal import CommandLine
internal import JSON

/// `holdfast agents pause`, `resume`, `drain` and `revoke`: what the hub lets an agent do.
struct AgentsStandingCommand: Command {
    let name: String
    let summary: String
    let standing: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.agents.argument

    init(_ name: String, _ standing: String, _ summary: String) {
        self.name = name
        self.standing = standing
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .agents)
            let agent = try await hub.ask(
                "PUT", "\(path)/standing", ["standing": .string(standing)])
            hub.show(agent, isJSON: invocation[json]) {
                "\($0.told("name")) is \($0.told("standing")) now."
            }
            return .success
        }
    }
}
