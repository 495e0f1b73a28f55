internal import CommandLine
internal import JSON

/// `holdfast schedules edit`: changes a schedule.
struct SchedulesEditCommand: Command {
    let name = "edit"
    let summary = "Change a schedule; what is not given stays."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let newName = Option.optional("name", .text, "What it is called from now on.")
    let cron = Option.optional("cron", .text.named("CRON"), "When it fires.")
    let zone = Option.optional("zone", .text.named("ZONE"), "In which zone.")
    let sources = Option.repeated(
        "source", .text.named("SOURCE"), "A source that it fires, instead of those there are.")
    let jitter = Option.optional(
        "jitter", .integer(in: 0...720), "Minutes that a firing may be put off.")
    let json = Option.json
    let thing = HubThing.schedules.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .schedules)
            var form = JSONObject()
            form["name"] = invocation[newName].map(JSON.string)
            if invocation[cron] != nil || invocation[zone] != nil {
                // The two belong together: what is not given is what it is now.
                let time = try await hub.ask("GET", path)?["time"]
                form["time"] = [
                    "cron": .string(invocation[cron] ?? time?["cron"]?.text ?? ""),
                    "zone": .string(invocation[zone] ?? time?["zone"]?.text ?? ""),
                ]
            }
            if !invocation[sources].isEmpty {
                form["sources"] = try await hub.ids(of: invocation[sources], among: .sources)
            }
            form["jitterMinutes"] = invocation[jitter].map { JSON($0) }
            let changed = try await hub.ask("PATCH", path, .object(form))
            hub.show(changed, isJSON: invocation[json]) { $0.toldSchedule }
            return .success
        }
    }
}

/// `holdfast schedules pause` and `resume`.
struct SchedulesPauseCommand: Command {
    let name: String
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.schedules.argument
    private let method: String

    init(_ name: String, _ method: String, _ summary: String) {
        self.name = name
        self.method = method
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .schedules)
            let changed = try await hub.ask(method, "\(path)/pause")
            hub.show(changed, isJSON: invocation[json]) { $0.toldSchedule }
            return .success
        }
    }
}

/// `holdfast schedules preview`: tells when a schedule would fire.
struct SchedulesPreviewCommand: Command {
    let name = "preview"
    let summary = "Tell when a schedule would fire, without making one."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let zone = Option(
        "zone", .text.named("ZONE"), default: "UTC", "In which zone, as in Europe/Berlin.")
    let json = Option.json
    let cron = Argument("CRON", .text, "The time expression, as in '30 2 * * *'.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let found = try await hub.ask(
                "POST", "\(hub.tenantPath())/schedule-previews",
                ["cron": .string(invocation[cron]), "zone": .string(invocation[zone])])
            hub.show(found, isJSON: invocation[json]) { answer in
                guard case .array(let times)? = answer["next"] else { return "" }
                return times.compactMap(\.text).joined(separator: "\n")
            }
            return .success
        }
    }
}
