internal import Domain
internal import JSON
internal import Store
internal import Values

/// What a vault holds and how much room is left, as people see it.
struct VaultSpaceDocument: Sendable {
    let figures: VaultFigures
    let room: VaultRoom

    static let schema = Schema<VaultSpaceDocument>.readOnly(
        "VaultSpace", "What a vault holds, and how much room is left at its place.",
        Field("snapshots", \.figures.snapshots, .integer(0...Int64.max)),
        Field("stored", \.figures.stored.bytes, .integer(0...Int64.max), "Bytes of those."),
        Field(optional: "read", \.figures.read, .timestamp, "When all of it was read last."),
        Field(
            "measures", \.figures.space, .list(of: .measure, 0...(VaultForecast.days + 1)),
            "The last one of each day; none where the place does not tell and nobody counts."),
        Field(
            optional: "quota", { $0.figures.quota?.bytes }, .integer(0...Int64.max),
            "How many bytes it is meant to hold."),
        Field(
            optional: "left", { $0.room.free.map { max(0, $0.bytes) } }, .integer(0...Int64.max),
            "How many bytes more there is room for: at its place or within its quota, whichever "
                + "ends first."),
        Field(
            optional: "growthPerDay", { $0.room.forecast?.growthPerDay.bytes },
            .integer(Int64.min...Int64.max),
            "By how many bytes the room shrinks a day; missing before a week of measures."),
        Field(
            optional: "full", \.full, .timestamp,
            "When nothing is left, if it goes on so; missing where that is more than a year away.")
    )

    var full: Timestamp? {
        guard let last = room.latest, let fullIn = room.isFull ? .zero : room.forecast?.fullIn
        else { return nil }
        return last.seen + fullIn
    }
}

extension VaultSpaceDocument {
    init(_ figures: VaultFigures) {
        self.init(figures: figures, room: figures.room)
    }
}

extension Schema<VaultSpace> {
    fileprivate static let measure = Schema.readOnly(
        "VaultMeasure", "How much room there was for a vault, in bytes.",
        Field("seen", \.seen, .timestamp),
        Field(
            optional: "free", { $0.free?.bytes }, .integer(0...Int64.max),
            "At its place; missing where that does not tell."),
        Field(
            optional: "total", { $0.total?.bytes }, .integer(0...Int64.max),
            "Missing where the place tells only what is free."),
        Field(
            optional: "held", { $0.held?.bytes }, .integer(0...Int64.max),
            "What the vault held; counted while it has a quota.")
    )
}
