internal import CommandLine
internal import JSON

/// `holdfast vaults create`: makes a vault known to the hub.
struct VaultsCreateCommand: Command {
    let name = "create"
    let summary = "Make a vault known, for backups to go to."
    let discussion = """
        What has to lie at the place is made by the first agent that may reach it, unless it is
        there. A folder lies on one agent's machine, which --on names. A repository that is given
        no passphrase gets one; an archive is readable with the tenant's own key where nothing
        else is said. Both stay sealed in the hub's store.
        """
    let examples = [
        Example(
            "holdfast vaults create --name=Disk --format=archive --place=file:/srv/backups "
                + "--on=web",
            "A folder on the machine of the agent web.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let vaultName = Option.required("name", .text, "What it is called.")
    let format = Option.required(
        "format", .text.named("FORMAT"), "How backups lie in it: repository or archive.")
    let place = Option.required(
        "place", .text.named("URL"), "Where it is, as in file:/srv/backups or s3:https://….")
    let owner = Option.optional(
        "on", .text.named("AGENT"), "The agent on whose machine a folder lies.")
    let agents = Option.repeated(
        "agent", .text.named("AGENT"), "Who may reach it; every agent where nobody is named.")
    let keeper = Option.optional("keeper", .text.named("AGENT"), "Who looks after it.")
    let keys = Option.repeated(
        "key", .text.named("KEY"), "A key of the hub that an archive is readable with.")
    let cadence = CadenceOptions()
    let cap = CapOptions()
    let bounds = VaultBoundOptions()
    let secrets = VaultSecretOptions()
    let deleting = DeletingSecretOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["name"] = .string(invocation[vaultName])
            form["format"] = .string(invocation[format])
            form["place"] = .string(invocation[place])
            if let owner = invocation[owner] {
                form["owner"] = .string(try await hub.id(of: owner, among: .agents))
            }
            if !invocation[agents].isEmpty {
                form["agents"] = try await hub.ids(of: invocation[agents], among: .agents)
            }
            if let keeper = invocation[keeper] {
                form["keeper"] = .string(try await hub.id(of: keeper, among: .agents))
            }
            if !invocation[keys].isEmpty {
                form["keys"] = try await hub.ids(of: invocation[keys], among: .keys)
            }
            form["cadence"] = cadence.form(invocation)
            form["cap"] = cap.form(invocation)
            // A new one has none to take away.
            form["quota"] = bounds.quota(invocation).flatMap { $0 == .null ? nil : $0 }
            form["bandwidth"] = bounds.bandwidth(invocation)
            form["secrets"] = try secrets.form(invocation)
            form["deletingSecrets"] = try deleting.form(invocation)
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/vaults", .object(form))
            hub.show(made, isJSON: invocation[json]) { "\($0.told("name")) is known now." }
            return .success
        }
    }
}
