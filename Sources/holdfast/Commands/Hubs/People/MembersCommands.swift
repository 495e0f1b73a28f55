internal import CommandLine
internal import JSON

/// `holdfast members list`: who has a part in a tenant.
struct MembersListCommand: Command {
    let name = "list"
    let summary = "List who has a part in your tenant."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/members", isJSON: invocation[json],
                ["LOGIN", "NAME", "ROLE", "STANDING", "SINCE"], ifEmpty: "There is nobody."
            ) { member in
                [
                    member.told("login"), member.told("name"), member.told("role"),
                    member.told("standing"), member.told("joined"),
                ]
            }
            return .success
        }
    }
}

/// `holdfast members invite`: gives somebody a part in a tenant.
struct MembersInviteCommand: Command {
    let name = "invite"
    let summary = "Give somebody a part in your tenant."
    let discussion = """
        For who is new to the hub a link is printed, once: by it they choose a password, within an
        hour. holdfast members link makes another one, and holdfast members delete withdraws an
        invitation. Who is known to the hub already keeps their name and password.
        """
    let examples = [
        Example(
            "holdfast members invite --name='Ines Moreau' "
                + "--role=operator ines@example.org", "Let somebody do the daily work.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let invited = Argument("LOGIN", .text, "What they sign in with.")
    let called = Option.required("name", .text, "What they are called.")
    let role = Option(
        "role", .text.named("ROLE"), default: "viewer",
        "What they are here: owner, admin, operator or viewer.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/members",
                [
                    "login": .string(invocation[invited]), "name": .string(invocation[called]),
                    "role": .string(invocation[role]),
                ])
            hub.show(made, isJSON: invocation[json]) { made in
                made["code"]?.text.map { hub.passwordLink($0) }
                    ?? "They are known to the hub, and sign in as before."
            }
            return .success
        }
    }
}

/// `holdfast members link`: lets somebody choose a password.
struct MembersLinkCommand: Command {
    let name = "link"
    let summary = "Make a link by which somebody chooses a password."
    let discussion = """
        It is printed once, works once, within an hour, and earlier ones stop working. A token makes
        one only for who has no password yet: to replace somebody's password, sign in with --login.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let member = HubThing.members.argument
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let path = try await hub.path(of: invocation[member], among: .members)
            hub.show(try await hub.ask("POST", "\(path)/link"), isJSON: invocation[json]) {
                hub.passwordLink($0["code"]?.text ?? "")
            }
            return .success
        }
    }
}

/// `holdfast members edit`: gives somebody another role.
struct MembersEditCommand: Command {
    let name = "edit"
    let summary = "Give somebody another role in your tenant."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let member = HubThing.members.argument
    let role = Option.required(
        "role", .text.named("ROLE"), "What they are here: owner, admin, operator or viewer.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let path = try await hub.path(of: invocation[member], among: .members)
            let changed = try await hub.ask("PATCH", path, ["role": .string(invocation[role])])
            hub.show(changed, isJSON: invocation[json]) { member in
                "\(member.told("login")) is \(member.told("role")) now."
            }
            return .success
        }
    }
}

/// `holdfast members disable` and `enable`: keeps somebody out of the hub, or lets them in again.
struct MembersStandingCommand: Command {
    let name: String
    let summary: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let member = HubThing.members.argument
    private let standing: String

    init(_ name: String, _ standing: String, _ summary: String) {
        self.name = name
        self.standing = standing
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let path = try await hub.path(of: invocation[member], among: .members)
            try await hub.ask("PUT", "\(path)/standing", ["standing": .string(standing)])
            return .success
        }
    }
}

/// `holdfast members delete`: takes somebody's part in a tenant.
struct MembersDeleteCommand: Command {
    let name = "delete"
    let summary = "Take somebody's part in your tenant, or their invitation."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let member = HubThing.members.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.ask("DELETE", hub.path(of: invocation[member], among: .members))
            return .success
        }
    }
}
