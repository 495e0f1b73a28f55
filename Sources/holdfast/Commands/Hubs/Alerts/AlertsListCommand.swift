internal import CommandLine
internal import JSON

/// `holdfast alerts list`: what is wrong, and what was.
struct AlertsListCommand: Command {
    let name = "list"
    let summary = "List the alerts that are not resolved, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let all = Option.flag("all", "Those, too, that are resolved.")
    let state = Option.optional(
        "state", .text, "Only those in this state: raised, acknowledged or resolved.")
    let severity = Option.optional(
        "severity", .text, "Only those that are so grave: warning or critical.")
    let kind = Option.optional("kind", .text, "Only those of this kind, as in backup_failed.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let isAll = invocation[all] || invocation[state] != nil
            let query = HubQuery([
                ("open", isAll ? nil : "true"), ("state", invocation[state]),
                ("severity", invocation[severity]), ("kind", invocation[kind]),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/alerts\(query)", isJSON: invocation[json],
                ["ID", "RAISED", "SEVERITY", "STATE", "KIND", "WHAT"],
                ifEmpty: "There is no such alert."
            ) { alert in
                [
                    alert.told("id"), alert.told("raised"), alert.told("severity"),
                    alert.told("state"), alert.told("kind"), alert.told("message"),
                ]
            }
            return .success
        }
    }
}
