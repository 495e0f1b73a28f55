internal import CommandLine

/// `holdfast vaults show` and the like: everything there is to know of one thing.
struct HubShowCommand: Command {
    let name = "show"
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing: Argument<String>
    private let things: HubThing

    init(_ things: HubThing) {
        self.things = things
        summary = "Show a \(things.singular)."
        thing = things.argument
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: things)
            hub.showWhole(try await hub.ask("GET", path), isJSON: invocation[json])
            return .success
        }
    }
}
