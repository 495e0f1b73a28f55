internal import CommandLine
internal import JSON

/// `holdfast administrators list`: those who look after a hub.
struct AdministratorsListCommand: Command {
    let name = "list"
    let summary = "List those who administer a hub."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.showList(
                "/api/v1/hub/administrators", isJSON: invocation[json],
                ["ID", "LOGIN", "NAME", "STANDING"], ifEmpty: "There is nobody."
            ) { person in
                ["id", "login", "name", "standing"].map { person.told($0) }
            }
            return .success
        }
    }
}

/// `holdfast administrators add`: lets somebody look after a hub.
struct AdministratorsAddCommand: Command {
    let name = "add"
    let summary = "Let somebody administer a hub, which gives no right to anybody's data."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let person = Argument("LOGIN", .text, "Somebody the hub knows.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.ask(
                "POST", "/api/v1/hub/administrators", ["login": .string(invocation[person])])
            return .success
        }
    }
}

/// `holdfast administrators remove`: lets somebody look after a hub no longer.
struct AdministratorsRemoveCommand: Command {
    let name = "remove"
    let summary = "Let somebody administer a hub no longer; the last one stays."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let id = Argument("ID", .text, "The person, as administrators list shows them.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.ask(
                "DELETE", "/api/v1/hub/administrators/\(PathPart(invocation[id]))")
            return .success
        }
    }
}
