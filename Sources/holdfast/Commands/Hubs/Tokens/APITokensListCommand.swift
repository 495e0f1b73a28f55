internal import CommandLine

/// `holdfast api-tokens list`: the tokens of programs.
struct APITokensListCommand: Command {
    let name = "list"
    let summary = "List the tokens of programs."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/api-tokens", isJSON: invocation[json],
                ["ID", "NAME", "ROLE", "EXPIRES", "LAST USED"],
                ifEmpty: "There is no token for programs."
            ) { token in
                [
                    token.told("id"), token.told("name"), token.told("role"),
                    token.told("expires", else: "never"), token.told("lastUsed", else: "–"),
                ]
            }
            return .success
        }
    }
}
