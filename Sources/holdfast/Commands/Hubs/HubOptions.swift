internal import CommandLine

/// Which hub a command asks, and as whom.
struct HubOptions: ParameterGroup {
    let hub = Option.required(
        "hub", .text.named("URL"), env: "HOLDFAST_HUB",
        "The hub's address: https://…, http:// on this machine, or unix:/run/holdfast.sock.")
    let pins = Option.hubPins
    let token = Option.secret(
        "token", env: "HOLDFAST_TOKEN",
        "The file with an API token; the variable holds the token itself.")
    let tenant = Option.optional(
        "tenant", .text.named("NAME"), env: "HOLDFAST_TENANT",
        "The tenant, by its name or id, where the token is good for several.")

    var parameters: [any Parameter] { [hub, pins, token, tenant] }

    /// The exit codes of whatever asks a hub.
    static let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .full,
    ]
}
