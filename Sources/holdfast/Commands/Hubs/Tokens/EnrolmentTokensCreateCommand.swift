internal import CommandLine
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
