internal import CommandLine
internal import JSON

/// `holdfast vaults list`: the vaults of a tenant.
struct VaultsListCommand: Command {
    let name = "list"
    let summary = "List the vaults."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let text = Option.optional("text", .text, "A part of the name or the place.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("text", invocation[text])])
            try await hub.showList(
                "\(hub.tenantPath())/vaults\(query)", isJSON: invocation[json],
                ["ID", "NAME", "FORMAT", "STATE", "PLACE", "WAITS FOR"],
                ifEmpty: "There is no vault yet. holdfast vaults create makes one known."
            ) { vault in
                [
                    vault.told("id"), vault.told("name"), vault.told("format"),
                    vault.told("readiness"), vault.told("place"),
                    vault.told("waitsFor", else: "–"),
                ]
            }
            return .success
        }
    }
}
