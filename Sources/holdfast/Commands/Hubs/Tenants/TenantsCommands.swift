internal import CommandLine
internal import JSON

/// `holdfast tenants list`: the tenants that whoever asks has a part in.
struct TenantsListCommand: Command {
    let name = "list"
    let summary = "List the tenants you have a part in."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "/api/v1/tenants", isJSON: invocation[json],
                ["NAME", "CALLED", "ROLE", "HISTORY"],
                ifEmpty: "You have a part in no tenant."
            ) { tenant in
                [
                    tenant.told("name"), tenant.told("displayName"), tenant.told("role"),
                    "\(tenant["historyDays"]?.line ?? "–") days",
                ]
            }
            return .success
        }
    }
}

/// `holdfast tenants limits`: how much a tenant has, and may have.
struct TenantsLimitsCommand: Command {
    let name = "limits"
    let summary = "Show how much your tenant has, and may have."
    let discussion = """
        One more than that is refused (too_many). How many vaults on the hub's own disk a tenant
        may have, and how much they may hold together, is a setting of the hub.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(try await hub.tenantPath())/limits", isJSON: invocation[json],
                ["KIND", "COUNT", "AT MOST"], ifEmpty: "There are no limits."
            ) { limit in
                [limit.told("kind"), limit["count"]?.line ?? "", limit["most"]?.line ?? ""]
            }
            return .success
        }
    }
}

/// `holdfast tenants edit`: what an owner settles for a tenant.
struct TenantsEditCommand: Command {
    let name = "edit"
    let summary = "Change your tenant; what is not given stays."
    let discussion = """
        Runs that ended longer ago than the history reaches are forgotten within an hour, with their
        logs. Drills stay, and so do the last run of each source and the audit log. Snapshots are
        no history: how long they stay is said by their sources.
        """
    let examples = [
        Example("holdfast tenants edit --history-days=365", "Keep runs and their logs for a year.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let called = Option.optional("name", .text, "What people see it called from now on.")
    let historyDays = Option.optional(
        "history-days", .integer(in: 35...3650), "For how many days runs that have ended are kept.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["displayName"] = invocation[called].map(JSON.string)
            form["historyDays"] = invocation[historyDays].map { .integer(Int64($0)) }
            let changed = try await hub.ask("PATCH", hub.tenantPath(), .object(form))
            hub.show(changed, isJSON: invocation[json]) { "\($0.told("displayName")) is changed." }
            return .success
        }
    }
}
