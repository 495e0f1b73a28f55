internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

extension Schema<KnownEvent> {
    /// Something that happened to a run, as people see it.
    static let event = Schema.readOnly(
        "RunEvent", "Something that happened to a run.",
        Field("number", \.number, .integer(1...Int64.max), "1, 2, 3… within the run."),
        Field("time", \.time, .timestamp, "By the clock of whoever wrote it down."),
        Field("received", \.received, .timestamp, "By the hub's clock."),
        Field("kind", \.kind, .choice), Field("level", \.level, .choice),
        Field(optional: "attempt", \.attempt, .integer(1...1_000_000)),
        Field(optional: "vault", \.vault, .id()),
        Field(optional: "code", \.code, .text(1...64), "Stable, as in `vault_unreachable`."),
        Field("text", \.text, .text(0...ProtocolLimits.textMax, .lines), "For a person.")
    )
}

/// Events of a run, with the number to go on after.
struct EventListDocument: Sendable {
    let items: [KnownEvent]
    let next: Int64?

    static let schema = Schema<EventListDocument>.object(
        "RunEventList", "Events of a run, in order.",
        Field("items", \.items, .list(of: .event, 0...500)),
        Field(
            optional: "next", \.next, .integer(1...Int64.max),
            "What to ask for with `after`; missing where there is nothing more yet.")
    ) { EventListDocument(items: $0, next: $1) }
}
