internal import CommandLine
internal import JSON

/// `holdfast snapshots list`: the snapshots in all vaults of a tenant.
struct SnapshotsKnownCommand: Command {
    let name = "list"
    let summary = "List the snapshots in all vaults that a hub knows, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let source = Option.optional("source", .text.named("SOURCE"), "Only those of this source.")
    let vault = Option.optional("vault", .text.named("VAULT"), "Only those in this vault.")
    let ofRun = Option.optional("run", .text.named("ID"), "Only those of this run.")
    let gone = Option.flag("gone", "Those, too, that are in their vaults no more.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("source", try await hub.id(ofOptional: invocation[source], among: .sources)),
                ("vault", try await hub.id(ofOptional: invocation[vault], among: .vaults)),
                ("run", invocation[ofRun]), ("gone", invocation[gone] ? "true" : nil),
            ])
            let sources = invocation[json] ? [:] : try await hub.names(of: .sources)
            let vaults = invocation[json] ? [:] : try await hub.names(of: .vaults)
            try await hub.showList(
                "\(hub.tenantPath())/snapshots\(query)", isJSON: invocation[json],
                ["ID", "TIME", "SOURCE", "VAULT", "NAME IN THE VAULT", "GONE"],
                ifEmpty: "There is no snapshot yet."
            ) { snapshot in
                [
                    snapshot.told("id"), snapshot.told("time"),
                    snapshot.called("source", sources), snapshot.called("vault", vaults),
                    snapshot.told("locator"), snapshot.told("gone", else: ""),
                ]
            }
            return .success
        }
    }
}
