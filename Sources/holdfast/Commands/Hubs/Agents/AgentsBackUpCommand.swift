internal import CommandLine
internal import JSON

/// `holdfast agents back-up`: backs up all that several agents protect.
struct AgentsBackUpCommand: Command {
    let name = "back-up"
    let summary = "Back up now all that several agents protect; shown first, done with --yes."
    let examples = [
        Example(
            "holdfast agents back-up --label=site=north --yes",
            "Every source of each agent at that site.")
    ]
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let choice = FleetChoiceOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let form = try await choice.members(invocation, at: hub)
            let answer = try await hub.ask(
                "POST", "\(hub.tenantPath())/agents/backups", .object(form))
            if invocation[json] {
                hub.show(answer, isJSON: true) { _ in "" }
            } else {
                show(answer, invocation)
            }
            return answer?["refused"]?.elements.isEmpty == false ? .issues : .success
        }
    }

    private func show(_ answer: JSON?, _ invocation: Invocation) {
        var table = TextTable([("AGENT", .left), ("STANDING", .left), ("SOURCES", .left)])
        for item in answer?["items"]?.elements ?? [] {
            let sources = (item["sources"]?.elements ?? []).map { $0.told("name") }
            let isIdle = item["idle"] == true
            table.append([
                item.told("name"), item.told("standing"),
                isIdle ? "nothing begins" : sources.joined(separator: ", "),
            ])
        }
        for line in table.lines { invocation.print(line) }
        let begun = answer?["begun"]?.wholeNumber ?? 0
        choice.close(answer, invocation, "\(begun) \(begun == 1 ? "run" : "runs") asked for.")
    }
}
