internal import CommandLine
internal import JSON
internal import Values

/// `holdfast deletions ask`: a snapshot is to go.
struct DeletionsAskCommand: Command {
    let name = "ask"
    let summary = "Have a snapshot deleted when its grace is over."
    let discussion = """
        The keeper of the snapshot's vault deletes it, and tries until it is gone. Until then
        `holdfast deletions withdraw` takes it back. A snapshot that is held stays in any case.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let force = Option.flag(
        "force", "Also where it is pinned, or the last good one of its source.")
    let grace = Option.optional(
        "grace", .duration(to: .seconds(30 * 86_400)),
        "So long somebody may change their mind, as in 90m; one hour without.")
    let json = Option.json
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, by the id that the hub gave it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["force"] = .bool(invocation[force])
            form["grace"] = invocation[grace].map { JSON($0.milliseconds) }
            let path = try await hub.tenantPath()
            let answer = try await hub.ask(
                "POST", "\(path)/snapshots/\(PathPart(invocation[snapshot]))/deletions",
                .object(form))
            hub.show(answer, isJSON: invocation[json]) { deletion in
                "Deletion \(deletion.told("id")) begins at \(deletion.told("notBefore"))."
            }
            return .success
        }
    }
}

/// `holdfast deletions withdraw` and `retry`.
struct DeletionsChangeCommand: Command {
    let name: String
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let deletion = Argument("ID", .text, "The deletion, by its id.")
    private let method: String
    private let noun: String

    static let withdraw = DeletionsChangeCommand(
        "withdraw", "Take a deletion back that has not begun.", "DELETE", "")
    static let retry = DeletionsChangeCommand(
        "retry", "Try a deletion that is blocked again, at once.", "POST", "/retry")

    private init(_ name: String, _ summary: String, _ method: String, _ noun: String) {
        self.name = name
        self.summary = summary
        self.method = method
        self.noun = noun
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.tenantPath()
            let answer = try await hub.ask(
                method, "\(path)/deletions/\(PathPart(invocation[deletion]))\(noun)")
            hub.show(answer, isJSON: invocation[json]) { deletion in
                "Deletion \(deletion.told("id")) is \(deletion.told("state"))."
            }
            return .success
        }
    }
}
