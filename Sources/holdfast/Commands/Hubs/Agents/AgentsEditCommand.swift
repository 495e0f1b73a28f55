internal import CommandLine
internal import JSON

/// `holdfast agents edit`: renames and labels.
struct AgentsEditCommand: Command {
    let name = "edit"
    let summary = "Rename or label an agent, or make it a worker."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let newName = Option.optional("name", .text, "What it is called from now on.")
    let labels = Option.repeated(
        "label", .text.named("LABEL=VALUE"),
        "A label; those that are given replace all that were there.")
    let worker = Option.optional(
        "worker", .text.named("YES|NO"),
        "Whether it reads sources of the pool: yes or no. Its machine's policy has to let it.")
    let json = Option.json
    let thing = HubThing.agents.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        var form = JSONObject()
        form["name"] = invocation[newName].map(JSON.string)
        if !invocation[labels].isEmpty {
            form["labels"] = try LabelText.members(invocation[labels])
        }
        if let worker = invocation[worker] {
            guard ["yes", "no"].contains(worker) else {
                throw Failure(.usage, "\(shown(worker)) is neither yes nor no.")
            }
            form["worker"] = .bool(worker == "yes")
        }
        let body = JSON.object(form)
        return try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .agents)
            let agent = try await hub.ask("PATCH", path, body)
            hub.show(agent, isJSON: invocation[json]) {
                "\($0.told("name")) is changed."
            }
            return .success
        }
    }
}
