internal import CommandLine
internal import JSON

/// `holdfast runs copy`: copies a snapshot to another vault.
struct RunsCopyCommand: Command {
    let name = "copy"
    let summary = "Copy a snapshot to another vault, by the agent that made it."
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let target = Option.required("to", .text.named("VAULT"), "The vault that it is copied to.")
    let follows = Option.flag("follow", "Show what happens, until the run has ended.")
    let json = Option.json
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let tenant = try await hub.tenantPath()
            let vault = try await hub.id(of: invocation[target], among: .vaults)
            let run = try await hub.ask(
                "POST", "\(tenant)/snapshots/\(PathPart(invocation[snapshot]))/copies",
                ["vault": .string(vault)])
            guard invocation[follows], let id = run?["id"]?.text else {
                hub.show(run, isJSON: invocation[json]) {
                    "Run \($0.told("id")) is \($0.told("state"))."
                }
                return .success
            }
            return try await RunFollower(hub, isJSON: invocation[json])
                .follow("\(tenant)/runs/\(PathPart(id))")
        }
    }
}
