internal import AgentProtocol
internal import Cron
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What a vault promises of drills, and whether that is kept.
struct DrillPromiseDocument: Sendable {
    let promise: DrillPromise

    static let schema = Schema<DrillPromiseDocument>.readOnly(
        "DrillPromise", "What a vault promises of drills, and whether that is kept.",
        Field("vault", \.promise.vault.id, .id()),
        Field("name", \.promise.vault.name, .field(Fields.vaultName), "Of the vault."),
        Field(
            "standing", \.promise.standing, .choice,
            "Late from one and a half times the promised interval on."),
        Field(
            optional: "promised", { $0.promise.vault.cadence.drill?.text }, .field(Fields.cron),
            "When it is rehearsed by itself; missing for never."),
        Field("zone", \.promise.vault.cadence.zone, .field(Fields.timeZone)),
        Field(
            optional: "lastGood", { $0.promise.last?.lastGood }, .timestamp,
            "When the last drill that passed was made."),
        Field(
            "failures", { $0.promise.last?.failures ?? 0 }, .integer(0...Int.max),
            "How many did not pass since."),
        Field(optional: "run", { $0.promise.last?.run }, .id(), "The last one that ended."),
        Field(optional: "next", \.promise.next, .timestamp)
    )
}
