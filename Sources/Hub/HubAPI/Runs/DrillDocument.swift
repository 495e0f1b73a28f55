internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What a rehearsed restore came to, as people see it.
struct DrillDocument: Sendable {
    let drill: KnownDrill

    static let schema = Schema<DrillDocument>.readOnly(
        "Drill", "What a rehearsed restore came to.",
        Field("run", \.drill.run, .id()), Field("time", \.drill.time, .timestamp),
        Field("passed", \.drill.hasPassed, .bool),
        Field(optional: "source", \.drill.source, .id()),
        Field("vault", \.drill.vault, .id()),
        Field(optional: "snapshot", \.drill.snapshot, .id()),
        Field("agent", \.drill.agent, .id(), "On whose machine."),
        Field(
            "findings", \.drill.findings, .integer(0...Int.max),
            "What is not as it was backed up; the events of the run name it."),
        Field("files", \.drill.files, .integer(0...Int64.max), "Restored and compared."),
        Field("size", \.drill.size.bytes, .integer(0...Int64.max), "Bytes of those."),
        Field("databases", \.drill.databases, .integer(0...Int64.max), "Opened and checked."),
        Field(
            optional: "measures", { $0.drill.measures }, .measures,
            "Missing where it came to no end that could be measured.")
    )
}

extension Schema<KnownDrill.Measures> {
    fileprivate static let measures = Schema.readOnly(
        "DrillMeasures", "What was measured, in milliseconds.",
        Field(
            optional: "firstByte", { $0.firstByte?.milliseconds }, .integer(0...Int64.max),
            "Until the first byte of content came."),
        Field("restoreTime", \.restoreTime.milliseconds, .integer(0...Int64.max)),
        Field("verifyTime", \.verifyTime.milliseconds, .integer(0...Int64.max)),
        Field(
            "dataAge", \.dataAge.milliseconds, .integer(Int64.min...Int64.max),
            "How much would be lost if everything since the snapshot were gone.")
    )
}

/// When it was last proven that a source comes back.
struct ProofDocument: Sendable {
    let drill: KnownDrill?

    static let schema = Schema<ProofDocument>.object(
        "Proof", "When it was last proven that a source comes back.",
        Field(
            optional: "drill", { $0.drill.map { DrillDocument(drill: $0) } }, DrillDocument.schema,
            "The last one that passed; missing where none ever did.")
    ) { ProofDocument(drill: $0?.drill) }
}
