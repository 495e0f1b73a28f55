internal import CommandLine
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
    let signIn = SignInOptions()
    let tokenName = Option.required("name", .text, "What it is for.")
    let role = Option(
        "role", .text.named("ROLE"), default: "admin",
        "The most it may do: owner, admin, operator or viewer.")
    let days = Option.optional(
        "days", .integer(in: 1...3650), "How long it works; without, until it is revoked.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            var form = JSONObject()
            form["name"] = .string(invocation[tokenName])
            form["role"] = .string(invocation[role])
            form["days"] = invocation[days].map { JSON($0) }
            let made = try await hub.ask("POST", "\(hub.tenantPath())/api-tokens", .object(form))
            hub.show(made, isJSON: invocation[json]) { $0["token"]?.text ?? "" }
            return .success
        }
    }
}
