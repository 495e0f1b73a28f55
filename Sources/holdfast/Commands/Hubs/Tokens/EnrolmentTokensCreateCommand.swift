internal import CommandLine
internal import JSON

/// `holdfast enrolment-tokens create`: lets machines join.
struct EnrolmentTokensCreateCommand: Command {
    let name = "create"
    let summary = "Make a token that lets machines join."
    let discussion = """
        The token is printed once. On the machine, give it to holdfast agent enroll in
        HOLDFAST_ENROLL_TOKEN, in a file or on standard input.

        With --back-up and --vault, every machine that joins by it is backed up from then on: it
        gets a source of these paths, which the schedule fires, and its first backup begins as soon
        as it is connected. The machine's own policy has to allow the paths (--allow-read).
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let uses = Option("uses", .integer(in: 1...1000), default: 1, "How many machines may join.")
    let minutes = Option(
        "minutes", .integer(in: 1...43_200), default: 60, "How long the token works.")
    let paths = Option.repeated(
        "back-up", .text.named("PATH"), "Back up this path of whoever joins.")
    let vault = Option.optional(
        "vault", .text.named("VAULT"), "Where to; a vault that every agent reaches.")
    let schedule = Option.optional(
        "schedule", .text.named("SCHEDULE"), "What fires it after the first backup.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["uses"] = JSON(invocation[uses])
            form["minutes"] = JSON(invocation[minutes])
            form["protects"] = try await protection(invocation, hub)
            let made = try await hub.ask(
                "POST", "\(hub.tenantPath())/enrolment-tokens", .object(form))
            hub.show(made, isJSON: invocation[json]) { $0["token"]?.text ?? "" }
            return .success
        }
    }

    /// What is backed up of whoever joins; nil where nothing was said.
    private func protection(_ invocation: Invocation, _ hub: HubClient) async throws -> JSON? {
        let paths = invocation[paths]
        guard let vault = invocation[vault], !paths.isEmpty else {
            guard paths.isEmpty, invocation[vault] == nil, invocation[schedule] == nil else {
                throw Failure(
                    .usage, "--back-up and --vault belong together, and --schedule to them.")
            }
            return nil
        }
        var first = JSONObject()
        first["paths"] = .array(paths.map { .string($0) })
        first["vault"] = .string(try await hub.id(of: vault, among: .vaults))
        if let schedule = invocation[schedule] {
            first["schedule"] = .string(try await hub.id(of: schedule, among: .schedules))
        }
        return .object(first)
    }
}
