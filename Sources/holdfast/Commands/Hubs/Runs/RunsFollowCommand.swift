internal import CommandLine
internal import JSON

/// `holdfast runs follow`: what happens to a run, as it happens.
struct RunsFollowCommand: Command {
    let name = "follow"
    let summary = "Show what happens to a run, until it has ended."
    let discussion = """
        Everything that happened so far is shown first, and how far it is: on a terminal as a line \
        that is written over, with --json once a second. When the line to the hub breaks, it goes \
        on after the last thing that was shown. The exit code is 0 when the run succeeded, and 3 \
        when it did with warnings.
        """
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let json = Option.json
    let id = Argument("ID", .text, "The run, as runs list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await RunFollower(hub, isJSON: invocation[json])
                .follow("\(hub.tenantPath())/runs/\(PathPart(invocation[id]))")
        }
    }
}

/// Prints what happens to a run.
struct RunFollower {
    private let hub: HubClient
    private let isJSON: Bool

    init(_ hub: HubClient, isJSON: Bool) {
        self.hub = hub
        self.isJSON = isJSON
    }

    func follow(_ run: String) async throws -> ExitCode {
        var code = ExitCode.failure
        var progress = FollowedProgress(hub.invocation.console)
        defer { if !isJSON { progress.clear() } }
        try await hub.follow("\(run)/stream") { event in
            guard ["event", "progress", "end"].contains(event.name) else { return true }
            let json = try JSON(parsing: event.data)
            if event.name == "progress" {
                progress.note(json, isJSON: isJSON)
                return true
            }
            if !isJSON { progress.clear() }
            if let stage = json["kind"]?.text, event.name == "event" { progress.stage = stage }
            if isJSON {
                hub.invocation.print(json.line)
            } else {
                let text = event.name == "end" ? RunText(json).description : line(json)
                hub.invocation.print(text)
            }
            guard event.name == "end" else { return true }
            switch json["state"]?.text {
            case "succeeded": code = .success
            case "warned": code = .issues
            default: code = .failure
            }
            return false
        }
        return code
    }

    private func line(_ event: JSON) -> String {
        var words = [event.told("time"), event.told("kind")]
        if let level = event["level"]?.text, level != "info" { words.append(level) }
        if let vault = event["vault"]?.text { words.append("vault \(shown(vault))") }
        for name in ["code", "text"] {
            let text = event.told(name)
            if !text.isEmpty { words.append(text) }
        }
        return words.joined(separator: " ")
    }
}
