internal import Domain
internal import JSON
internal import Values

extension Schema<DrillMeasured> {
    static let drilled = Schema.object(
        "DrillMeasured", "What a rehearsed restore came to.",
        Field("run", \.run, .id()), Field("vault", \.vault, .id()),
        Field("snapshot", \.locator, .locator), Field("passed", \.hasPassed, .bool),
        Field("findings", \.findings, .integer(0...Int.max)), Field("files", \.files, .count),
        Field("size", \.size, .bytes), Field("databases", \.databases, .count),
        Field(optional: "firstByte", \.firstByte, .measured, "Milliseconds."),
        Field("restoreTime", \.restoreTime, .measured, "Milliseconds."),
        Field("verifyTime", \.verifyTime, .measured, "Milliseconds."),
        Field("dataAge", \.dataAge, .age, "Milliseconds; below nothing for a clock that is off.")
    ) {
        DrillMeasured(
            run: $0, vault: $1, locator: $2, hasPassed: $3, findings: $4, files: $5, size: $6,
            databases: $7, firstByte: $8, restoreTime: $9, verifyTime: $10, dataAge: $11)
    }
}

extension Schema<RestorePlanned> {
    static let planned = Schema.object(
        "RestorePlanned", "What a restore would do.",
        Field("run", \.run, .id()), Field("new", \.new, .integer(0...Int.max)),
        Field("unchanged", \.unchanged, .integer(0...Int.max)),
        Field("changed", \.changed, .integer(0...Int.max)),
        Field("conflicts", \.conflicts, .integer(0...Int.max)),
        Field("refused", \.refused, .integer(0...Int.max)), Field("size", \.size, .bytes)
    ) {
        RestorePlanned(
            run: $0, new: $1, unchanged: $2, changed: $3, conflicts: $4, refused: $5, size: $6)
    }
}

extension Schema<Duration> {
    /// Nothing that is measured takes a year.
    private static let longest = Duration.seconds(366 * 86_400)
    fileprivate static let measured = Schema.span(.zero...longest)
    fileprivate static let age = Schema.span((longest * -100)...(longest * 100))
}
