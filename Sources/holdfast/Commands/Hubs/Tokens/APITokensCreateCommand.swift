internal import CommandLine
internal import Cryptography
internal import JSON

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
        let text = secret.revealed()
        let answer = try await hub.exchange(
            "POST", "/api/v1/sessions",
            ["login": .string(login), "password": .string(text)], cookie: "")
        guard let cookie = answer.cookie else { throw HubAnswer.unreadable }
        return cookie
    }
}
