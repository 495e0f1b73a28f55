internal import CommandLine
internal import Cryptography
internal import JSON

/// `holdfast enrolment-tokens create`: lets machines join.
struct EnrolmentTokensCreateCommand: Command {
    let name = "create"
    let summary = "Make a token that lets machines join."
    let discussion = """
        The token is printed once. On the machine, give it to holdfast agent enroll in
        HOLDFAST_ENROLL_TOKEN, in a file or on standard input.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let uses = Option("uses", .integer(in: 1...1000), default: 1, "How many machines may join.")
    let minutes = Option(
        "minutes", .integer(in: 1...43_200), default: 60, "How long the token works.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/enrolment-tokens",
                [
                    "uses": JSON(invocation[uses]), "minutes": JSON(invocation[minutes]),
                ])
            hub.show(made, isJSON: invocation[json]) { $0["token"]?.text ?? "" }
            return .success
        }
    }
}

/// `holdfast enrolment-tokens list`: those that still work.
struct EnrolmentTokensListCommand: Command {
    let name = "list"
    let summary = "List the enrolment tokens that still work."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var table = TextTable([("ID", .left), ("USES LEFT", .right), ("EXPIRES", .left)])
            try await hub.list("\(hub.tenantPath())/enrolment-tokens") { row in
                if invocation[json] { return invocation.print(row.line) }
                table.append([
                    row["id"]?.text ?? "", "\(row["usesLeft"] ?? .null)",
                    row["expires"]?.text ?? "",
                ])
            }
            if !invocation[json] { for line in table.lines { invocation.print(line) } }
            return .success
        }
    }
}

/// `holdfast enrolment-tokens revoke` and `holdfast api-tokens revoke`.
struct TokenRevokeCommand: Command {
    let name = "revoke"
    let summary = "Revoke a token; it stops working at once."
    let exitCodes = HubOptions.exitCodes
    /// What lists them, in paths.
    private let kind: String
    let hub = HubOptions()
    let id = Argument("ID", .text, "The token, as list shows it.")

    init(_ kind: String) {
        self.kind = kind
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "DELETE", "\(hub.tenantPath())/\(kind)/\(PathPart(invocation[id]))")
            return .success
        }
    }
}

/// `holdfast api-tokens list`: the tokens of programs.
struct APITokensListCommand: Command {
    let name = "list"
    let summary = "List the tokens of programs."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var table = TextTable([
                ("ID", .left), ("NAME", .left), ("ROLE", .left), ("EXPIRES", .left),
                ("LAST USED", .left),
            ])
            try await hub.list("\(hub.tenantPath())/api-tokens") { row in
                if invocation[json] { return invocation.print(row.line) }
                table.append([
                    row["id"]?.text ?? "", shown(row["name"]?.text ?? ""),
                    row["role"]?.text ?? "", row["expires"]?.text ?? "never",
                    row["lastUsed"]?.text ?? "–",
                ])
            }
            if !invocation[json] { for line in table.lines { invocation.print(line) } }
            return .success
        }
    }
}

/// `holdfast api-tokens create`: a token for a program, by a token or by login and password.
struct APITokensCreateCommand: Command {
    let name = "create"
    let summary = "Make a token for a program."
    let discussion = """
        The token is printed once. It acts for the person who makes it, in one tenant, and may do
        no more than its role. The first one is made by login and password.
        """
    let examples = [
        Example(
            "holdfast api-tokens create --hub=https://hub.example.org --login=mara "
                + "--password-file=/root/password --name=laptop",
            "Make a first token by signing in.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let login = Option.optional("login", .text, "Sign in with this login instead of a token.")
    let password = Option.secret(
        "password", env: "HOLDFAST_HUB_PASSWORD",
        "The file with the login's password; the variable holds the password itself.")
    let tokenName = Option.required("name", .text, "What it is for.")
    let role = Option(
        "role", .text.named("ROLE"), default: "admin",
        "The most it may do: owner, admin, operator or viewer.")
    let days = Option.optional(
        "days", .integer(in: 1...3650), "How long it works; without, until it is revoked.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let signsIn = invocation[login] != nil
        return try await HubClient.run(invocation, hub, needsToken: !signsIn) { hub in
            let cookie = try await signIn(invocation, at: hub)
            var form = JSONObject()
            form["name"] = .string(invocation[tokenName])
            form["role"] = .string(invocation[role])
            form["days"] = invocation[days].map { JSON($0) }
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath(cookie: cookie))/api-tokens", .object(form),
                cookie: cookie)
            hub.show(made, isJSON: invocation[json]) { $0["token"]?.text ?? "" }
            if cookie != nil {
                try await hub.ask("DELETE", "/api/v1/sessions/current", cookie: cookie)
            }
            return .success
        }
    }

    /// The cookie of a session; nil where a token is used.
    private func signIn(_ invocation: Invocation, at hub: HubClient) async throws -> String? {
        guard let login = invocation[login] else { return nil }
        guard let reference = invocation[password] else {
            throw Failure(
                .usage, "There is no password.",
                hint: "set HOLDFAST_HUB_PASSWORD or give --password-file")
        }
        let secret = try SettingsContent.secret(reference, invocation.console)
        let text = secret.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
        let answer = try await hub.exchange(
            "POST", "/api/v1/sessions",
            ["login": .string(login), "password": .string(text)], cookie: "")
        guard let cookie = answer.cookie else { throw HubAnswer.unreadable }
        return cookie
    }
}
