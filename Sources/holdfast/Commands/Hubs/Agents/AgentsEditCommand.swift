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
    let id = Argument("ID", .text, "The agent, as agents list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        var form = JSONObject()
        form["name"] = invocation[newName].map(JSON.string)
        if !invocation[labels].isEmpty { form["labels"] = try labels(invocation[labels]) }
        if let worker = invocation[worker] {
            guard ["yes", "no"].contains(worker) else {
                throw Failure(.usage, "\(shown(worker)) is neither yes nor no.")
            }
            form["worker"] = .bool(worker == "yes")
        }
        let body = JSON.object(form)
        return try await HubClient.run(invocation, hub) { hub in
            let agent = try await hub.ask(
                "PATCH", "\(hub.tenantPath())/agents/\(PathPart(invocation[id]))", body)
            hub.show(agent, isJSON: invocation[json]) {
                "\($0.told("name")) is changed."
            }
            return .success
        }
    }

    private func labels(_ texts: [String]) throws -> JSON {
        var labels = JSONObject()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Failure(.usage, "\(shown(text)) is no label: write it as site=north.")
            }
            labels[String(parts[0])] = .string(String(parts[1]))
        }
        return .object(labels)
    }
}
