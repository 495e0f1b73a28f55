internal import CommandLine
internal import JSON

/// `holdfast vaults edit`: changes a vault.
struct VaultsEditCommand: Command {
    let name = "edit"
    let summary = "Change a vault; what is not given stays."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let newName = Option.optional("name", .text, "What it is called from now on.")
    let place = Option.optional(
        "place", .text.named("URL"), "Where the same vault is reached from now on.")
    let agents = Option.repeated(
        "agent", .text.named("AGENT"), "Who may reach it, instead of those who may now.")
    let all = Option.flag("all-agents", "Every agent may reach it.")
    let keeper = Option.optional("keeper", .text.named("AGENT"), "Who looks after it.")
    let cadence = CadenceOptions()
    let cap = CapOptions()
    let bounds = VaultBoundOptions()
    let secrets = VaultSecretOptions()
    let deleting = DeletingSecretOptions()
    let oneCredential = Option.flag(
        "one-credential", "Those who delete sign in with the everyday credential again.")
    let json = Option.json
    let thing = HubThing.vaults.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["name"] = invocation[newName].map(JSON.string)
            form["place"] = invocation[place].map(JSON.string)
            if invocation[all] {
                form["agents"] = .null
            } else if !invocation[agents].isEmpty {
                form["agents"] = try await hub.ids(of: invocation[agents], among: .agents)
            }
            if let keeper = invocation[keeper] {
                form["keeper"] = .string(try await hub.id(of: keeper, among: .agents))
            }
            form["secrets"] = try secrets.form(invocation)
            form["deletingSecrets"] =
                invocation[oneCredential]
                ? DeletingSecretOptions.none : try deleting.form(invocation)
            form["quota"] = bounds.quota(invocation)
            let members = form
            let path = try await hub.path(of: invocation[thing], among: .vaults)
            let changed = try await hub.change(path) { now in
                var form = members
                form["cadence"] = cadence.form(invocation, over: now["cadence"])
                form["cap"] = cap.form(invocation, over: now["cap"])
                form["bandwidth"] = bounds.bandwidth(invocation, over: now["bandwidth"])
                return form
            }
            hub.show(changed, isJSON: invocation[json]) { "\($0.told("name")) is changed." }
            return .success
        }
    }
}
