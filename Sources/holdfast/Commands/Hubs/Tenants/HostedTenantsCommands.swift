internal import CommandLine
internal import JSON

/// `holdfast tenants hosted`: all tenants of a hub, for those who look after it.
struct TenantsHostedCommand: Command {
    let name = "hosted"
    let summary = "List all tenants of a hub, as one who administers it."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.showList(
                "/api/v1/hub/tenants", isJSON: invocation[json],
                ["ID", "NAME", "CALLED", "CREATED"], ifEmpty: "There is no tenant."
            ) { tenant in
                ["id", "name", "displayName", "created"].map { tenant.told($0) }
            }
            return .success
        }
    }
}

/// `holdfast tenants create`: a tenant with its first owner.
struct TenantsCreateCommand: Command {
    let name = "create"
    let summary = "Make a tenant, as one who administers the hub."
    let discussion = """
        Whoever administers the hub has no part in the tenant unless they are its owner. A tenant
        stays once it is made.
        """
    let examples = [
        Example(
            "holdfast tenants create --login=mara --display-name='North Harbour' "
                + "--owner=ines@example.org north", "Make a tenant that Ines owns.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let short = Argument("NAME", .text, "Short, as in commands: a-z, 0-9 and hyphens.")
    let called = Option.required("display-name", .text, "What people see it called.")
    let owner = Option.required(
        "owner", .text.named("LOGIN"), "Its first owner, somebody the hub knows.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let made = try await hub.ask(
                "POST", "/api/v1/hub/tenants",
                [
                    "name": .string(invocation[short]),
                    "displayName": .string(invocation[called]),
                    "owner": .string(invocation[owner]),
                ])
            hub.show(made, isJSON: invocation[json]) { $0.told("id") }
            return .success
        }
    }
}

/// `holdfast tenants rename`: another name for any tenant of a hub.
struct TenantsRenameCommand: Command {
    let name = "rename"
    let summary = "Change what a tenant is called, as one who administers the hub."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let id = Argument("ID", .text, "The tenant, as tenants hosted shows it.")
    let called = Option.required("display-name", .text, "What people see it called.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let changed = try await hub.ask(
                "PATCH", "/api/v1/hub/tenants/\(PathPart(invocation[id]))",
                ["displayName": .string(invocation[called])])
            hub.show(changed, isJSON: invocation[json]) {
                "\($0.told("name")) is called \($0.told("displayName")) now."
            }
            return .success
        }
    }
}
