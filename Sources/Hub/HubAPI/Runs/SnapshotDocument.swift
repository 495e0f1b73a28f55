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
    let isPinned: Bool
    let isHeld: Bool

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
        Field("pinned", \.isPinned, .bool), Field("held", \.isHeld, .bool)
    ) {
        SnapshotDocument(
            id: $0, vault: $1, locator: $2, source: $3, run: $4, time: $5, firstSeen: $6,
            gone: $7, size: $8, isPinned: $9, isHeld: $10)
    }
}

extension SnapshotDocument {
    init(_ snapshot: KnownSnapshot, at now: Timestamp) {
        self.init(
            id: snapshot.id, vault: snapshot.vault, locator: snapshot.locator,
            source: snapshot.source, run: snapshot.run, time: snapshot.claimedTime,
            firstSeen: snapshot.firstSeen, gone: snapshot.gone, size: snapshot.size.bytes,
            isPinned: snapshot.pin != nil,
            isHeld: snapshot.holds.contains { $0.isActive(at: now) })
    }
}
