internal import CommandLine
internal import JSON

/// `holdfast agents hooks`: the commands around the backups of a whole machine.
struct AgentsHooksCommand: Command {
    let name = "hooks"
    let summary = "Show or set the commands around the backups of a machine."
    let discussion = """
        They run for the sources of this agent that have none of their own, within the time that
        the source allows, and only where the machine's own policy lets them. Commands that are
        given replace both that were there; without any, those that are there are shown.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let commands = HookOptions()
    let none = Option.flag("none", "Take them away.")
    let json = Option.json
    let thing = HubThing.agents.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let members = try commands.members(invocation)
        let isEmpty = members.members.isEmpty
        guard isEmpty || !invocation[none] else {
            throw Failure(.usage, "--none takes away what the files would set: give one of both.")
        }
        return try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .agents) + "/hooks"
            if isEmpty, !invocation[none] {
                hub.showWhole(try await hub.ask("GET", path), isJSON: invocation[json])
                return .success
            }
            let set = try await hub.ask("PUT", path, .object(members))
            hub.show(set, isJSON: invocation[json]) { _ in
                isEmpty
                    ? "The machine has no commands of its own any more."
                    : "The commands run around the backups of this machine."
            }
            return .success
        }
    }
}
