internal import CommandLine
internal import JSON

/// `holdfast schedules list`: when sources are backed up.
struct SchedulesListCommand: Command {
    let name = "list"
    let summary = "List the schedules."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let source = Option.optional(
        "source", .text.named("SOURCE"), "Only those that fire this source.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var sourceID: String?
            if let source = invocation[source] {
                sourceID = try await hub.id(of: source, among: .sources)
            }
            let query = HubQuery([("source", sourceID)])
            try await hub.showList(
                "\(hub.tenantPath())/schedules\(query)", isJSON: invocation[json],
                ["ID", "NAME", "STATE", "TIME", "ZONE", "NEXT"],
                ifEmpty: "There is no schedule yet. holdfast schedules create makes one."
            ) { schedule in
                [
                    schedule.told("id"), schedule.told("name"),
                    schedule["enabled"] == true ? "on" : "paused",
                    schedule["time"]?.told("cron") ?? "", schedule["time"]?.told("zone") ?? "",
                    schedule["next"]?[0]?.text ?? "–",
                ]
            }
            return .success
        }
    }
}
