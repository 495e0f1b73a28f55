internal import CommandLine
internal import JSON

/// `holdfast agents label`: changes the labels of several agents.
struct AgentsLabelCommand: Command {
    let name = "label"
    let summary = "Change the labels of several agents; shown first, done with --yes."
    let discussion = """
        Labels that are not named stay. `agents edit` replaces all labels of one agent.
        """
    let examples = [
        Example(
            "holdfast agents label web-1 web-2 --set=site=north --unset=old --yes",
            "One label more, and one less.")
    ]
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let added = Option.repeated(
        "set", .text.named("LABEL=VALUE"), "A label that they have from now on.")
    let removed = Option.repeated("unset", .text.named("LABEL"), "A label that is taken away.")
    let choice = FleetChoiceOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard !invocation[added].isEmpty || !invocation[removed].isEmpty else {
            throw Failure(.usage, "Nothing is changed: give --set or --unset.")
        }
        let labels = try LabelText.members(invocation[added])
        return try await HubClient.run(invocation, hub) { hub in
            var form = try await choice.members(invocation, at: hub)
            form["set"] = labels
            form["unset"] = .array(invocation[removed].map(JSON.string))
            let answer = try await hub.ask(
                "POST", "\(hub.tenantPath())/agents/labels", .object(form))
            if invocation[json] {
                hub.show(answer, isJSON: true) { _ in "" }
            } else {
                show(answer, invocation)
            }
            return answer?["refused"]?.elements.isEmpty == false ? .issues : .success
        }
    }

    private func show(_ answer: JSON?, _ invocation: Invocation) {
        var table = TextTable([("AGENT", .left), ("BEFORE", .left), ("AFTER", .left)])
        for item in answer?["items"]?.elements ?? [] {
            table.append([
                item.told("name"), LabelText.text(of: item["before"]),
                item["after"].map { LabelText.text(of: $0) } ?? "too many",
            ])
        }
        for line in table.lines { invocation.print(line) }
        let changed = answer?["changed"]?.wholeNumber ?? 0
        choice.close(answer, invocation, "\(changed) changed.")
    }
}
