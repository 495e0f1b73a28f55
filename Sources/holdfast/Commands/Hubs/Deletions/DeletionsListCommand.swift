internal import CommandLine
internal import JSON

/// `holdfast deletions list`: snapshots that are to go, and those that went.
struct DeletionsListCommand: Command {
    let name = "list"
    let summary = "List the snapshots that are to go, and those that went, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let state = Option.optional(
        "state", .text,
        "Only those in this state: queued, running, retrying, blocked, done or ignored.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("state", invocation[state])])
            try await hub.showList(
                "\(hub.tenantPath())/deletions\(query)", isJSON: invocation[json],
                ["ID", "SNAPSHOT", "STATE", "ASKED", "NOT BEFORE", "TRIES"],
                ifEmpty: "No snapshot is to go."
            ) { deletion in
                [
                    deletion.told("id"), deletion.told("snapshot"), deletion.told("state"),
                    deletion.told("created"), deletion.told("notBefore"),
                    "\(deletion["tries"]?.wholeNumber ?? 0)",
                ]
            }
            return .success
        }
    }
}
