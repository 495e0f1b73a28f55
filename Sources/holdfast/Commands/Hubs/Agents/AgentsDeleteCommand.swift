internal import CommandLine

/// `holdfast agents delete`: forgets an agent.
struct AgentsDeleteCommand: Command {
    let name = "delete"
    let summary = "Forget an agent; its link ends at once."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let id = Argument("ID", .text, "The agent, as agents list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "DELETE", "\(hub.tenantPath())/agents/\(PathPart(invocation[id]))")
            return .success
        }
    }
}
