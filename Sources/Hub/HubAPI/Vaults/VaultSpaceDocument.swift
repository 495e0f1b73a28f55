internal import Domain
internal import JSON
internal import Store
internal import Values

/// What a vault holds and how much room is left, as people see it.
struct VaultSpaceDocument: Sendable {
    let figures: VaultFigures
    let forecast: VaultForecast?

    static let schema = Schema<VaultSpaceDocument>.readOnly(
        "VaultSpace", "What a vault holds, and how much room is left at its place.",
        Field("snapshots", \.figures.snapshots, .integer(0...Int64.max)),
        Field("stored", \.figures.stored.bytes, .integer(0...Int64.max), "Bytes of those."),
        Field(optional: "read", \.figures.read, .timestamp, "When all of it was read last."),
        Field(
            "measures", \.figures.space, .list(of: .measure, 0...(VaultForecast.days + 1)),
            "The last one of each day; none where the place does not tell."),
        Field(
            optional: "growthPerDay", { $0.forecast?.growthPerDay.bytes },
            .integer(Int64.min...Int64.max),
            "By how many bytes the room shrinks a day; missing before a week of measures."),
        Field(
            optional: "full", \.full, .timestamp,
            "When nothing is left, if it goes on so; missing where that is more than a year away.")
    )

    var full: Timestamp? {
        guard let last = figures.space.last, let fullIn = forecast?.fullIn else { return nil }
        return last.seen + fullIn
    }
}

extension VaultSpaceDocument {
    init(_ figures: VaultFigures) {
        self.init(figures: figures, forecast: VaultForecast(figures.space))
    }
}

extension Schema<VaultSpace> {
    fileprivate static let measure = Schema.readOnly(
        "VaultMeasure", "How much room there was at a vault's place, in bytes.",
        Field("seen", \.seen, .timestamp),
        Field("free", \.free.bytes, .integer(0...Int64.max)),
        Field(
            optional: "total", { $0.total?.bytes }, .integer(0...Int64.max),
            "Missing where the place tells only what is free.")
    )
}
