internal import CommandLine
internal import JSON

/// `holdfast schedules create`: says when sources are backed up.
struct SchedulesCreateCommand: Command {
    let name = "create"
    let summary = "Say when sources are backed up."
    let discussion = """
        The time is a cron expression of five fields, a word such as @daily, or an interval such
        as @every 90m. Agents fire it themselves, with the hub or without.
        """
    let examples = [
        Example(
            "holdfast schedules create --name=Nightly --cron='30 2 * * *' --zone=Europe/Berlin "
                + "--source=Web",
            "Every night at half past two.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let scheduleName = Option.required("name", .text, "What it is called.")
    let cron = Option.required("cron", .text.named("CRON"), "When it fires.")
    let zone = Option(
        "zone", .text.named("ZONE"), default: "UTC", "In which zone, as in Europe/Berlin.")
    let sources = Option.repeated("source", .text.named("SOURCE"), "A source that it fires.")
    let jitter = Option.optional(
        "jitter", .integer(in: 0...720), "Minutes that a firing may be put off.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["name"] = .string(invocation[scheduleName])
            form["time"] = [
                "cron": .string(invocation[cron]), "zone": .string(invocation[zone]),
            ]
            form["sources"] = try await hub.ids(of: invocation[sources], among: .sources)
            form["jitterMinutes"] = invocation[jitter].map { JSON($0) }
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/schedules", .object(form))
            hub.show(made, isJSON: invocation[json]) { $0.toldSchedule }
            return .success
        }
    }
}

extension JSON {
    /// The sentence about a schedule, with its coming times.
    var toldSchedule: String {
        var lines = ["\(told("name")) \(self["enabled"] == true ? "fires at:" : "is paused.")"]
        if case .array(let times)? = self["next"] {
            lines += times.compactMap { $0.text.map { "  \($0)" } }
        }
        return lines.joined(separator: "\n")
    }
}
