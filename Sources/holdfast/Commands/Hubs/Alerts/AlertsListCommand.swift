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
            let isNarrowed = [state, severity, kind].contains { invocation[$0] != nil }
            var names: [String: String] = [:]
            for things in invocation[json] ? [] : [HubThing.sources, .agents, .vaults] {
                names.merge(try await hub.names(of: things)) { $1 }
            }
            let called = names
            try await hub.showList(
                "\(hub.tenantPath())/alerts\(query)", isJSON: invocation[json],
                ["ID", "RAISED", "SEVERITY", "STATE", "KIND", "OF", "WHAT"],
                ifEmpty: invocation[all] ? "There was no alert yet." : "Nothing needs a hand.",
                isNarrowed: isNarrowed
            ) { alert in
                [
                    alert.told("id"), alert.told("raised"), alert.told("severity"),
                    alert.told("state"), alert.told("kind"), alert.things(called: called),
                    alert.told("message"),
                ]
            }
            return .success
        }
    }
}

extension JSON {
    /// What it is about, by what that is called.
    fileprivate func things(called names: [String: String]) -> String {
        let things = ["source", "vault", "agent"].filter { self[$0] != nil }
            .map { called($0, names) }
        return things.isEmpty ? "–" : things.joined(separator: ", ")
    }
}
