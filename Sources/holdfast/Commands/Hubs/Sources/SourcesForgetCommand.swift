internal import CommandLine
internal import JSON

/// `holdfast sources forget`: takes away what the keep rules let go, now.
struct SourcesForgetCommand: Command {
    let name = "forget"
    let summary = "Take away now the snapshots that the keep rules of a source let go."
    let discussion = """
        `sources retention` shows before which these are. The keeper of each vault does it, and
        room is free after the next prune. A vault without a keeper is told and left as it is.
        """
    let examples = [
        Example("holdfast sources forget Website", "Of one source, in all its vaults."),
        Example("holdfast sources forget --all", "Of all sources, in every vault."),
    ]
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let all = Option.flag("all", "Of every source, in every vault.")
    let json = Option.json
    let source = Argument.optional("SOURCE", .text, "The source, by its name or id.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard invocation[all] == (invocation[source] == nil) else {
            throw Failure(.usage, "Name one source, or say --all.")
        }
        return try await HubClient.run(invocation, hub) { hub in
            let place =
                if let source = invocation[source] {
                    try await hub.path(of: source, among: .sources)
                } else {
                    try await hub.tenantPath()
                }
            return hub.showSeveral(
                try await hub.ask("POST", "\(place)/forget-runs"), isJSON: invocation[json],
                ifEmpty: "There is no vault yet that anything lies in.")
        }
    }
}
