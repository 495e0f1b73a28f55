internal import CommandLine
internal import JSON

/// `holdfast agents coverage`: what of a machine is protected, and what is not.
struct AgentsCoverageCommand: Command {
    let name = "coverage"
    let summary = "Tell which sources take what lies in a folder of an agent's machine."
    let discussion = """
        The agent is asked what lies there now: it has to be connected, and its own policy says
        which folders it shows. What the machine makes anew by itself (/proc, /tmp and the like) is
        told as such.
        """
    let examples = [
        Example("holdfast agents coverage web-1 /srv", "What lies below /srv, and who takes it.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.agents.argument
    let path = Argument.optional("PATH", .text, "The folder; without it, the root.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("path", invocation[path])])
            let folder = try await hub.path(of: invocation[thing], among: .agents)
            let found = try await hub.ask("GET", "\(folder)/coverage\(query)")
            hub.show(found, isJSON: invocation[json], Self.table)
            return .success
        }
    }

    private static func table(_ found: JSON) -> String {
        var table = TextTable(["NAME", "KIND", "TAKEN", "SOURCES"].map { ($0, .left) })
        let items = found["items"]?.elements ?? []
        for item in items {
            let sources = (item["sources"]?.elements ?? []).map { source in
                source["enabled"] == true
                    ? source.told("name") : "\(source.told("name")) (switched off)"
            }
            table.append([
                item.told("name"), item.told("kind"), item.told("standing"),
                sources.joined(separator: ", "),
            ])
        }
        guard !items.isEmpty else { return "There is nothing." }
        let rest = found["whole"] == false ? ["There is more than is shown."] : []
        return (table.lines + rest).joined(separator: "\n")
    }
}
