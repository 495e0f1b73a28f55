internal import AgentProtocol
internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// `holdfast sources retention`: which snapshots the keep rules would take, and why.
struct SourcesRetentionCommand: Command {
    let name = "retention"
    let summary = "Tell which snapshots of a source would go, and why. Nothing is changed."
    let discussion = """
        Shows every snapshot of the source in each vault it goes to, with what the keep rules make of
        it. With rules given, these are tried out instead of those that hold.
        """
    let examples = [
        Example("holdfast sources retention etc --going", "What the next forget takes."),
        Example(
            "holdfast sources retention etc --keep-daily=7 --keep-weekly=4",
            "What other rules would do."),
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let vault = Option.optional("vault", .text.named("VAULT"), "Only in this vault.")
    let going = Option.flag("going", "Only those that would go.")
    let json = Option.json
    let rules = RetentionOptions()
    let source = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[source], among: .sources)
            var vaultID: String?
            if let vault = invocation[vault] {
                vaultID = try await hub.id(of: vault, among: .vaults)
            }
            let target = "\(path)/retention-preview\(HubQuery([("vault", vaultID)]))"
            let answer =
                if let trial = try trial(invocation) {
                    try await hub.ask("POST", target, ["rules": trial])
                } else {
                    try await hub.ask("GET", target)
                }
            if invocation[json] {
                if let answer { invocation.print(answer.line) }
            } else {
                for preview in answer?["items"]?.elements ?? [] { show(preview, invocation) }
            }
            return .success
        }
    }

    private func trial(_ invocation: Invocation) throws -> JSON? {
        let trial = rules.rules(invocation)
        guard trial != RetentionRules() else { return nil }
        return try JSON(parsing: Schema<RetentionRules>.retention.encode(trial))
    }

    private func show(_ preview: JSON, _ invocation: Invocation) {
        var table = TextTable([
            ("SNAPSHOT", .left), ("TIME", .left), ("SIZE", .right), ("FATE", .left),
            ("WHY", .left),
        ])
        for line in preview["snapshots"]?.elements ?? [] {
            if invocation[going], line["fate"] == "stays" { continue }
            let reasons = (line["reasons"]?.elements ?? []).map { $0.told("message") }
            table.append([
                line.told("locator"), line.told("time"), size(of: line), line.told("fate"),
                reasons.joined(separator: "; "),
            ])
        }
        invocation.print("In vault \(preview.told("vault")):")
        for line in table.lines { invocation.print(line) }
        let words = ["staying", "leaving", "withheld"].compactMap { name -> String? in
            guard let total = preview[name], let count = total["count"]?.wholeNumber else { return nil }
            return "\(count) \(name) (\(size(of: total)))"
        }
        invocation.print(words.joined(separator: ", ") + ".")
        for conflict in preview["conflicts"]?.elements ?? [] {
            invocation.print("Note: \(conflict.told("message"))")
        }
    }

    private func size(of json: JSON) -> String {
        "\(ByteCount(json["size"]?.wholeNumber ?? 0))"
    }
}
