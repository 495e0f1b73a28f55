internal import CommandLine
internal import HubCore
internal import JSON

/// `holdfast vaults show`: everything there is to know of one vault, with the room that is left.
struct VaultsShowCommand: Command {
    let name = "show"
    let summary = "Show a vault: what it holds, how much room is left, and for how long."
    let discussion = """
        The room is what the place tells its keeper, or what is left of the vault's quota where
        that ends first. How fast it shrinks is said after a week of readings, and when nothing is
        left where that is within a year.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .vaults)
            guard case .object(var vault)? = try await hub.ask("GET", path),
                case .object(var space)? = try await hub.ask("GET", "\(path)/space")
            else { throw HubAnswer.unreadable }
            if !invocation[json] {
                // Of a course that is drawn elsewhere, the last one says what is left.
                space["now"] = space["measures"]?.elements.last
                space["measures"] = nil
                if let wait = vault["waitsFor"]?.text.flatMap({ VaultWait(rawValue: $0) }) {
                    vault["waitsFor"] = .string(wait.sentence)
                }
            }
            vault["space"] = .object(space)
            hub.showWhole(.object(vault), isJSON: invocation[json])
            return .success
        }
    }
}

extension VaultWait {
    /// What is missing, and the next step.
    fileprivate var sentence: String {
        switch self {
        case .agent: "its owner or keeper, to be connected and not paused"
        case .source: "the agent of a source that stores in it, to be connected"
        case .keeper:
            "a keeper or a source: nobody makes it before. See holdfast vaults edit --keeper"
        }
    }
}
