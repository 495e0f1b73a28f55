internal import CommandLine
internal import Domain
internal import JSON

/// `holdfast schedules run`: backs up all that a schedule fires.
struct SchedulesRunCommand: Command {
    let name = "run"
    let summary = "Back up now all that a schedule fires, whether it is paused or not."
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let priority = Option<RunPriority>.runPriority
    let json = Option.json
    let thing = HubThing.schedules.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .schedules)
            let answer = try await hub.ask(
                "POST", "\(path)/runs", ["priority": .string(invocation[priority].rawValue)])
            return hub.showSeveral(
                answer, isJSON: invocation[json], ifEmpty: "It fires nothing.")
        }
    }
}
