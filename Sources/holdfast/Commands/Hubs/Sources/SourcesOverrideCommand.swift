internal import AgentProtocol
internal import CommandLine
internal import Domain
internal import JSON

/// `holdfast sources override`: other keep rules for one of a source's vaults.
struct SourcesOverrideCommand: Command {
    let name = "override"
    let summary = "Keep a source's snapshots by other rules in one of its vaults."
    let discussion = """
        The rules that are given stand in that vault instead of the source's own, all of them.
        With --none, the source's own hold there again.
        """
    let examples = [
        Example(
            "holdfast sources override Website --in=Cold --keep-monthly=24",
            "Two years of months in the vault Cold, whatever the others keep.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let vault = Option.required("in", .text.named("VAULT"), "The vault, by its name or id.")
    let none = Option.flag("none", "Go by the source's own rules there.")
    let rules = RetentionOptions()
    let json = Option.json
    let source = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let chosen = rules.rules(invocation)
        guard invocation[none] == (chosen == RetentionRules()) else {
            throw Failure(.usage, "Give keep rules, or say --none.")
        }
        return try await HubClient.run(invocation, hub) { hub in
            let vaultID = try await hub.id(of: invocation[vault], among: .vaults)
            let path = try await hub.path(of: invocation[source], among: .sources)
            let changed = try await hub.change(path) { now in
                var overrides = (now["overrides"]?.elements ?? []).filter {
                    $0["vault"]?.text != vaultID
                }
                if !invocation[none] {
                    overrides.append([
                        "vault": .string(vaultID),
                        "rules": try JSON(
                            parsing: Schema<RetentionRules>.retention.encode(chosen)),
                    ])
                }
                var form = JSONObject()
                form["retention"] = [
                    "rules": now["retention"] ?? [:], "overrides": .array(overrides),
                ]
                return form
            }
            hub.show(changed, isJSON: invocation[json]) { $0.toldSource("is changed") }
            return .success
        }
    }
}
