internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// A snapshot, as people see it.
struct SnapshotDocument: Sendable {
    let id: ID<KnownSnapshot>
    let vault: ID<KnownVault>
    let locator: String
    let source: ID<Source>?
    let run: ID<Run>?
    let time: Timestamp
    let firstSeen: Timestamp
    let gone: Timestamp?
    let size: Int64
    let pin: SnapshotPin?
    let isHeld: Bool
    let holds: [SnapshotHold]

    static let schema = Schema<SnapshotDocument>.object(
        "Snapshot", "One recovery point of one source in one vault.",
        Field("id", \.id, .id()), Field("vault", \.vault, .id()),
        Field("locator", \.locator, .text(1...128), "How the vault names it."),
        Field(
            optional: "source", \.source, .id(), "Missing where another program made it."),
        Field(optional: "run", \.run, .id()),
        Field("time", \.time, .timestamp, "As the snapshot says."),
        Field("firstSeen", \.firstSeen, .timestamp, "When the hub heard of it first."),
        Field(
            optional: "gone", \.gone, .timestamp, "Since when it is not in its vault any more."),
        Field("size", \.size, .integer(0...Int64.max), "Bytes of content; 0 while unknown."),
        Field(optional: "pin", \.pin, .pin, "Keeps it from retention until it is taken away."),
        Field("held", \.isHeld, .bool, "Whether nothing and nobody takes it away now."),
        Field("holds", \.holds, .list(of: .hold, 0...10_000), "Those that are over, too.")
    ) {
        SnapshotDocument(
            id: $0, vault: $1, locator: $2, source: $3, run: $4, time: $5, firstSeen: $6,
            gone: $7, size: $8, pin: $9, isHeld: $10, holds: $11)
    }
}

extension Schema<SnapshotPin> {
    fileprivate static let pin = Schema.object(
        "SnapshotPin", "Who wants it kept.",
        Field("user", \.user, .id()), Field("time", \.time, .timestamp),
        Field("note", \.note, .text(0...1000))
    ) { SnapshotPin(user: $0, time: $1, note: $2) }
}

extension Schema<SnapshotHold> {
    fileprivate static let hold = Schema.object(
        "SnapshotHold", "Why nobody takes it away.",
        Field("id", \.id, .id()), Field("reason", \.reason, .field(Fields.reason)),
        Field("placed", \.placed, .timestamp), Field(optional: "until", \.until, .timestamp),
        Field(optional: "released", \.released, .timestamp)
    ) { SnapshotHold(id: $0, reason: $1, placed: $2, until: $3, released: $4) }
}

extension SnapshotDocument {
    init(_ snapshot: KnownSnapshot, at now: Timestamp) {
        self.init(
            id: snapshot.id, vault: snapshot.vault, locator: snapshot.locator,
            source: snapshot.source, run: snapshot.run, time: snapshot.claimedTime,
            firstSeen: snapshot.firstSeen, gone: snapshot.gone, size: snapshot.size.bytes,
            pin: snapshot.pin, isHeld: snapshot.holds.contains { $0.isActive(at: now) },
            holds: snapshot.holds)
    }
}
