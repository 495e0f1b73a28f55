internal import CommandLine
internal import JSON

/// `holdfast runs cancel`: ends a run.
struct RunsCancelCommand: Command {
    let name = "cancel"
    let summary = "End a run; what it stored so far stays."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let id = Argument("ID", .text, "The run, as runs list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let run = try await hub.ask(
                "POST", "\(hub.tenantPath())/runs/\(PathPart(invocation[id]))/cancellation")
            hub.show(run, isJSON: invocation[json]) {
                "Run \($0.told("id")) is \($0.told("state"))."
            }
            return .success
        }
    }
}
