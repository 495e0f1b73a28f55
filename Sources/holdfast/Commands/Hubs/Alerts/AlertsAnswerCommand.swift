internal import CommandLine
internal import JSON

/// `holdfast alerts acknowledge` and `resolve`: somebody says something to an alert.
struct AlertsAnswerCommand: Command {
    let name: String
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let alert = Argument("ID", .text, "The alert, by its id.")
    /// The noun of the API.
    private let noun: String

    init(_ name: String, _ noun: String, _ summary: String) {
        self.name = name
        self.noun = noun
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await "\(hub.tenantPath())/alerts/\(PathPart(invocation[alert]))/\(noun)"
            hub.show(try await hub.ask("POST", path), isJSON: invocation[json]) { alert in
                "Alert \(alert.told("id")) is \(alert.told("state"))."
            }
            return .success
        }
    }
}
