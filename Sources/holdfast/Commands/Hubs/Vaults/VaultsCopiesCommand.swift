internal import AgentProtocol
internal import CommandLine
internal import Domain
internal import JSON

/// `holdfast vaults copies`: where else the snapshots of a vault are kept.
struct VaultsCopiesCommand: Command {
    let name = "copies"
    let summary = "Keep what comes into a vault in other vaults as well."
    let discussion = """
        After each backup into the vault, the agent that made it copies the new snapshots to the
        vaults that are named, which are all there are from then on. Snapshots that one of them had
        before and forgot are not brought again. Copies stay for as long as their source says, or
        as the rules that are given here.

        Both vaults are of the same format, and the agents that back up into one reach the other.
        Archives go as they are, so the keys that open the first open the other as well.
        """
    let examples = [
        Example(
            "holdfast vaults copies Disk --to=Bucket --keep-daily=30",
            "Also keep everything in Bucket, each for at least 30 days with a backup."),
        Example("holdfast vaults copies Disk --none", "Keep it nowhere else."),
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let targets = Option.repeated("to", .text.named("VAULT"), "Where else it is kept.")
    let none = Option.flag("none", "Nowhere else.")
    let rules = RetentionOptions()
    let json = Option.json
    let thing = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard invocation[targets].isEmpty == invocation[none] else {
            throw Failure(.usage, "Name vaults with --to, or say --none.")
        }
        return try await HubClient.run(invocation, hub) { hub in
            var copies: [JSON] = []
            for target in invocation[targets] {
                var rule = JSONObject()
                rule["vault"] = .string(try await hub.id(of: target, among: .vaults))
                rule["rules"] = try chosen(invocation)
                copies.append(.object(rule))
            }
            let path = try await hub.path(of: invocation[thing], among: .vaults)
            let changed = try await hub.ask("PATCH", path, ["copies": .array(copies)])
            hub.show(changed, isJSON: invocation[json]) { vault in
                copies.isEmpty
                    ? "\(vault.told("name")) is kept nowhere else."
                    : "What comes into \(vault.told("name")) is copied after each backup."
            }
            return .success
        }
    }

    private func chosen(_ invocation: Invocation) throws -> JSON? {
        let chosen = rules.rules(invocation)
        guard chosen != RetentionRules() else { return nil }
        return try JSON(parsing: Schema<RetentionRules>.retention.encode(chosen))
    }
}
