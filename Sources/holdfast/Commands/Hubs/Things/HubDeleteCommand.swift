internal import CommandLine

/// `holdfast vaults delete` and the like: forgets one thing.
struct HubDeleteCommand: Command {
    let name = "delete"
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let thing: Argument<String>
    private let things: HubThing

    init(_ things: HubThing, _ summary: String) {
        self.things = things
        self.summary = summary
        thing = things.argument
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: things)
            try await hub.ask("DELETE", path)
            return .success
        }
    }
}
