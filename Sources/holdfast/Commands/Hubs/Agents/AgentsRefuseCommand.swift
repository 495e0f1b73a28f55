internal import CommandLine

/// `holdfast agents refuse`: sends a machine that waits away.
struct AgentsRefuseCommand: Command {
    let name = "refuse"
    let summary = "Refuse a machine that waits."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let id = Argument("ID", .text, "The announcement, as agents waiting lists it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "POST",
                "\(hub.tenantPath())/announcements/\(PathPart(invocation[id]))/refusal")
            return .success
        }
    }
}
