package import Domain
package import JSON
internal import Values

extension Schema<DrillMeasured> {
    static let drilled = Schema.object(
        "DrillMeasured", "What a rehearsed restore came to.",
        Field("run", \.run, .id()), Field("vault", \.vault, .id()),
        Field("snapshot", \.locator, .locator), Field("passed", \.hasPassed, .bool),
        Field("findings", \.findings, .amount), Field("files", \.files, .amount),
        Field("size", \.size, .bytes), Field("databases", \.databases, .amount),
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
        Field("run", \.run, .id()), Field("new", \.new, .amount),
        Field("unchanged", \.unchanged, .amount),
        Field("changed", \.changed, .amount),
        Field("conflicts", \.conflicts, .amount),
        Field("refused", \.refused, .amount), Field("size", \.size, .bytes)
    ) {
        RestorePlanned(
            run: $0, new: $1, unchanged: $2, changed: $3, conflicts: $4, refused: $5, size: $6)
    }
}

extension Schema<RestorePreview> {
    package static let preview = Schema.object(
        "RestorePreview", "What a restore would do, or did not do because of it.",
        Field("new", \.new, .amount),
        Field("unchanged", \.unchanged, .amount),
        Field("changed", \.changed, .amount),
        Field("conflicts", \.conflicts, .amount),
        Field("refused", \.refused, .amount), Field("size", \.size, .bytes)
    ) {
        RestorePreview(
            new: $0, unchanged: $1, changed: $2, conflicts: $3, refused: $4, size: $5)
    }
}

extension Schema<RestoreDone> {
    static let restored = Schema.object(
        "RestoreDone", "What a restore did.",
        Field("run", \.run, .id()), Field("entries", \.entries, .amount),
        Field("size", \.size, .bytes), Field("skipped", \.skipped, .amount),
        Field("issues", \.issues, .amount)
    ) { RestoreDone(run: $0, entries: $1, size: $2, skipped: $3, issues: $4) }
}

extension Schema<Duration> {
    /// Nothing that is measured takes a year.
    private static let longest = Duration.seconds(366 * 86_400)
    fileprivate static let measured = Schema.span(.zero...longest)
    fileprivate static let age = Schema.span((longest * -100)...(longest * 100))
}
