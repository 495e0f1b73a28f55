internal import CommandLine
internal import JSON

/// `holdfast audit list`: who did what, as a hub tells it.
struct AuditListCommand: Command {
    let name = "list"
    let summary = "List who did what, the newest first."
    let discussion = """
        Asks the hub, as whoever looks after a tenant. The hub's own chain is for those who
        administer the hub: give --of-hub, and sign in with --login. Times are as in
        2026-11-23T00:00:00.000Z. Whether a chain is whole is told by holdfast audit verify, which
        reads the store itself.
        """
    let examples = [
        Example(
            "holdfast audit list --action=snapshot.downloaded --since=2026-11-01T00:00:00.000Z",
            "Who took files out of the hub since the first of November.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let ofHub = Option.flag("of-hub", "What was done to the hub itself.")
    let action = Option.optional(
        "action", .text, "Only what is called so, as in source.changed.")
    let user = Option.optional("user", .text.named("ID"), "Only what this person did.")
    let target = Option.optional("target", .text.named("ID"), "Only what was done to this.")
    let since = Option.optional("since", .text.named("TIME"), "From this moment on.")
    let until = Option.optional("until", .text.named("TIME"), "Before this moment.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let query = HubQuery([
                ("action", invocation[action]), ("user", invocation[user]),
                ("target", invocation[target]), ("since", invocation[since]),
                ("until", invocation[until]),
            ])
            let place = invocation[ofHub] ? "/api/v1/hub" : try await hub.tenantPath()
            try await hub.showList(
                "\(place)/audit\(query)", isJSON: invocation[json],
                ["NUMBER", "TIME", "WHO", "WHAT", "TO", "FROM"],
                ifEmpty: "Nothing was done yet."
            ) { event in
                [
                    event["sequence"]?.line ?? "", event.told("time"),
                    event.told("login", else: "–"), event.told("action"),
                    [event.told("targetKind"), event.told("targetName")]
                        .filter { !$0.isEmpty }.joined(separator: " "), event.told("address"),
                ]
            }
            return .success
        }
    }
}
