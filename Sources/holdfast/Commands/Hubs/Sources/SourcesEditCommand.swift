internal import CommandLine
internal import JSON

/// `holdfast sources edit`: changes a source.
struct SourcesEditCommand: Command {
    let name = "edit"
    let summary = "Change a source; what is not given stays."
    let discussion = """
        Paths are given all together with their patterns, and so are vaults, keep rules and hooks:
        those that are given replace all that were there.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let newName = Option.optional("name", .text, "What it is called from now on.")
    let form = SourceFormOptions()
    let json = Option.json
    let thing = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .sources)
            guard let now = try await hub.ask("GET", path) else { throw HubAnswer.unreadable }
            var members = try await form.members(invocation, at: hub, over: now)
            members["name"] = invocation[newName].map(JSON.string)
            members["retention"] = try form.rules(invocation).map {
                ["rules": $0, "overrides": now["overrides"] ?? []]
            }
            let changed = try await hub.ask(
                "PATCH", path, .object(members), ifMatch: now["version"]?.wholeNumber)
            hub.show(changed, isJSON: invocation[json]) { $0.toldSource("is changed") }
            return .success
        }
    }
}

/// `holdfast sources pause` and `resume`: keeps a source from being fired, or lets it be.
struct SourcesPauseCommand: Command {
    let name: String
    let summary: String
    let isEnabled: Bool
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.sources.argument

    init(_ name: String, isEnabled: Bool, _ summary: String) {
        self.name = name
        self.isEnabled = isEnabled
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .sources)
            let changed = try await hub.ask("PATCH", path, ["enabled": .bool(isEnabled)])
            hub.show(changed, isJSON: invocation[json]) {
                "\($0.told("name")) \(isEnabled ? "is fired again" : "is paused")."
            }
            return .success
        }
    }
}
