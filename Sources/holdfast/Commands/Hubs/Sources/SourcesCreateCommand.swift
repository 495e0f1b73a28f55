internal import CommandLine
internal import JSON

/// `holdfast sources create`: protects something.
struct SourcesCreateCommand: Command {
    let name = "create"
    let summary = "Protect something on an agent's machine."
    let examples = [
        Example(
            "holdfast sources create --name=Web --on=web --path=/srv/www --to=Disk --keep-daily=7",
            "The folder /srv/www of the agent web, into the vault Disk."),
        Example(
            "holdfast sources create --name=Shop --sftp=backup@shop --ssh-key-file=shop.key "
                + "--path=/srv --to=Store",
            "A folder of a machine where nothing is installed, read by any worker."),
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let sourceName = Option.required("name", .text, "What it is called.")
    let agent = Option.optional(
        "on", .text.named("AGENT"),
        "The agent that reads it, by its name or id; any worker, for a machine over SSH.")
    let form = SourceFormOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var members = try await form.members(invocation, at: hub)
            guard members["configuration"] != nil else {
                throw Failure(
                    .usage, "Nothing says what to protect.",
                    hint: "name it with --path=/srv/www, or a database with --sqlite=PATH")
            }
            members["name"] = .string(invocation[sourceName])
            if let agent = invocation[agent] {
                members["agent"] = .string(try await hub.id(of: agent, among: .agents))
            }
            members["retention"] = try form.rules(invocation)
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/sources", .object(members))
            hub.show(made, isJSON: invocation[json]) { $0.toldSource("is protected now") }
            return .success
        }
    }
}

extension JSON {
    /// The sentence about a source, with what contradicts itself in it.
    func toldSource(_ deed: String) -> String {
        var sentence = "\(told("name")) \(deed)."
        if case .array(let conflicts)? = self["conflicts"] {
            for message in Set(conflicts.compactMap { $0["message"]?.text }).sorted() {
                sentence += "\nNote: \(message)"
            }
        }
        return sentence
    }
}
