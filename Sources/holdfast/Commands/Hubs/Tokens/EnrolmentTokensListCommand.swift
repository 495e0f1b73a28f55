internal import CommandLine
internal import JSON

/// `holdfast enrolment-tokens list`: those that still work.
struct EnrolmentTokensListCommand: Command {
    let name = "list"
    let summary = "List the enrolment tokens that still work."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/enrolment-tokens", isJSON: invocation[json],
                ["ID", "USES LEFT", "EXPIRES"], ifEmpty: "No enrolment token works."
            ) { token in
                [token.told("id"), "\(token["usesLeft"] ?? .null)", token.told("expires")]
            }
            return .success
        }
    }
}
