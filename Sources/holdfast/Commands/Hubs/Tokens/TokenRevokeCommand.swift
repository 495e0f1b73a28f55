internal import CommandLine

/// `holdfast enrolment-tokens revoke` and `holdfast api-tokens revoke`.
struct TokenRevokeCommand: Command {
    let name = "revoke"
    let summary = "Revoke a token; it stops working at once."
    let exitCodes = HubOptions.exitCodes
    /// What lists them, in paths.
    private let kind: String
    let hub = HubOptions()
    let id = Argument("ID", .text, "The token, as list shows it.")

    init(_ kind: String) {
        self.kind = kind
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "DELETE", "\(hub.tenantPath())/\(kind)/\(PathPart(invocation[id]))")
            return .success
        }
    }
}
