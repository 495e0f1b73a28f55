internal import CommandLine
internal import Cryptography
internal import JSON

/// `holdfast profile show`: who one is at a hub.
struct ProfileShowCommand: Command {
    let name = "show"
    let summary = "Show who you are at a hub."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            hub.showWhole(
                try await hub.ask("GET", "/api/v1/profile"), isJSON: invocation[json])
            return .success
        }
    }
}

/// `holdfast profile edit`: what one is called, and in which language pages are.
struct ProfileEditCommand: Command {
    let name = "edit"
    let summary = "Change your name, or the language of the pages; what is not given stays."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let called = Option.optional("name", .text, "What you are called from now on.")
    let language = Option.optional(
        "language", .text.named("TAG"), "zh-CN or en-US; browser for what the browser says.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let now = try await hub.ask("GET", "/api/v1/profile")
            var form = JSONObject()
            form["name"] = invocation[called].map(JSON.string) ?? now?["name"]
            form["language"] = invocation[language].map(JSON.string) ?? now?["language"]
            if invocation[language] == "browser" { form["language"] = nil }
            let changed = try await hub.ask("PUT", "/api/v1/profile", .object(form))
            hub.show(changed, isJSON: invocation[json]) { "\($0.told("name")) is changed." }
            return .success
        }
    }
}

/// `holdfast profile password`: another password.
struct ProfilePasswordCommand: Command {
    let name = "password"
    let summary = "Change your password, which ends your other sessions."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let new = Option.secret(
        "new-password", env: "HOLDFAST_NEW_PASSWORD",
        "The file with the new password; the variable holds the password itself.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard let person = try signIn.person(invocation), let reference = invocation[new] else {
            throw Failure(
                .usage, "This needs --login with its password, and a new password.",
                hint: "set HOLDFAST_NEW_PASSWORD or give --new-password-file")
        }
        let new = try SettingsContent.secret(reference, invocation.console)
        return try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.ask(
                "PUT", "/api/v1/profile/password",
                [
                    "old": .string(person.password.revealed()), "new": .string(new.revealed()),
                ])
            return .success
        }
    }
}

/// `holdfast sessions list`: where one is signed in.
struct SessionsListCommand: Command {
    let name = "list"
    let summary = "List where you are signed in, this command's own session too."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.showList(
                "/api/v1/sessions", isJSON: invocation[json],
                ["ID", "OPENED", "LAST SEEN", "FROM", "BY"], ifEmpty: "There is no session."
            ) { session in
                [
                    session.told("id"), session.told("opened"), session.told("lastSeen"),
                    session.told("address"), session.told("userAgent"),
                ]
            }
            return .success
        }
    }
}

/// `holdfast sessions end`: signs out somewhere else.
struct SessionsEndCommand: Command {
    let name = "end"
    let summary = "End one of your sessions."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let id = Argument("ID", .text, "The session, as sessions list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            try await hub.ask("DELETE", "/api/v1/sessions/\(PathPart(invocation[id]))")
            return .success
        }
    }
}
