internal import CommandLine
internal import JSON

/// `holdfast runs snapshots`: the snapshots in all vaults of a tenant.
struct RunsSnapshotsCommand: Command {
    let name = "snapshots"
    let summary = "List the snapshots in all vaults that the hub knows, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let source = Option.optional("source", .text.named("ID"), "Only those of this source.")
    let vault = Option.optional("vault", .text.named("ID"), "Only those in this vault.")
    let ofRun = Option.optional("run", .text.named("ID"), "Only those of this run.")
    let gone = Option.flag("gone", "Those, too, that are in their vaults no more.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("source", invocation[source]), ("vault", invocation[vault]),
                ("run", invocation[ofRun]), ("gone", invocation[gone] ? "true" : nil),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/snapshots\(query)", isJSON: invocation[json],
                ["ID", "TIME", "SOURCE", "VAULT", "NAME IN THE VAULT", "GONE"],
                ifEmpty: "There is no such snapshot."
            ) { snapshot in
                [
                    snapshot.told("id"), snapshot.told("time"),
                    snapshot.told("source", else: "–"), snapshot.told("vault"),
                    snapshot.told("locator"), snapshot.told("gone", else: ""),
                ]
            }
            return .success
        }
    }
}
