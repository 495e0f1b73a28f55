internal import CommandLine
internal import JSON

/// `holdfast keys list`: the keys of a tenant.
struct KeysListCommand: Command {
    let name = "list"
    let summary = "List the keys that archives are readable with."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/keys", isJSON: invocation[json],
                ["ID", "NAME", "KEPT", "RECIPIENT"],
                ifEmpty: "There is no key yet. The first archive vault makes one."
            ) { key in
                [
                    key.told("id"), key.told("name"),
                    key["kept"] == true ? "by the hub" : "elsewhere", key.told("recipient"),
                ]
            }
            return .success
        }
    }
}

/// `holdfast keys create`: makes a key, or takes one in.
struct KeysCreateCommand: Command {
    let name = "create"
    let summary = "Make a key, or take in one whose other half you keep yourself."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let keyName = Option.required("name", .text, "What it is called.")
    let recipient = Option.optional(
        "recipient", .text.named("RECIPIENT"),
        "The half that encrypts (age1…), of a key that the hub never sees whole.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["name"] = .string(invocation[keyName])
            form["recipient"] = invocation[recipient].map(JSON.string)
            let made = try await hub.ask("POST", "\(hub.tenantPath())/keys", .object(form))
            hub.show(made, isJSON: invocation[json]) { $0.told("recipient") }
            return .success
        }
    }
}

/// `holdfast secrets list`: which secrets the hub keeps.
struct SecretsListCommand: Command {
    let name = "list"
    let summary = "List which secrets the hub keeps, never what they are."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let agent = Option.optional(
        "agent", .text.named("ID"),
        "Only those that this agent was told, or may have been: what to change when it is not "
            + "trusted any more.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("agent", invocation[agent])])
            try await hub.showList(
                "\(hub.tenantPath())/secrets\(query)", isJSON: invocation[json],
                ["OF", "ID", "NAME", "FOR", "CHANGED"], ifEmpty: "There is no secret."
            ) { entry in
                [
                    entry.told("kind"), entry.told("owner"),
                    entry["secret"]?.told("name") ?? "",
                    entry["secret"]?.told("purpose") ?? "",
                    entry["secret"]?.told("changed") ?? "",
                ]
            }
            return .success
        }
    }
}
