internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// `holdfast runs start`: backs up a source now.
struct RunsStartCommand: Command {
    let name = "start"
    let summary = "Back up a source now, or as soon as its agent is there."
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let priority = Option<RunPriority>.runPriority
    let upload = Option.optional(
        "upload", .rate, "Bytes a second to vaults, of this run alone.")
    let download = Option.optional(
        "download", .rate, "Bytes a second from vaults, of this run alone.")
    let follows = Option.flag("follow", "Show what happens, until the run has ended.")
    let json = Option.json
    let source = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let tenant = try await hub.tenantPath()
            let path = try await hub.path(of: invocation[source], among: .sources)
            var form = JSONObject()
            form["priority"] = .string(invocation[priority].rawValue)
            form["upload"] = invocation[upload].map { JSON($0.bytes) }
            form["download"] = invocation[download].map { JSON($0.bytes) }
            let run = try await hub.ask("POST", "\(path)/runs", .object(form))
            hub.show(run, isJSON: invocation[json]) {
                "Run \($0.told("id")) is \($0.told("state"))."
            }
            guard invocation[follows], let id = run?["id"]?.text else { return .success }
            return try await RunFollower(hub, isJSON: invocation[json])
                .follow("\(tenant)/runs/\(PathPart(id))")
        }
    }
}

extension Option where Value == RunPriority {
    static var runPriority: Option {
        Option(
            "priority", .choice, default: .normal,
            "What it goes before on its agent, where not everything can go at once.")
    }
}
