internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What came of asking for several runs at once.
struct SeveralRunsDocument: Sendable {
    let items: [RunDocument]
    let refused: [Refused]

    struct Refused: Sendable {
        let thing: UUID
        let code: String

        static let schema = Schema<Refused>.object(
            "RunRefused", "Of what nothing began.",
            Field("id", \.thing, .uuid, "Of the source or the vault."),
            Field("code", \.code, .text(1...64), "The rule that said no.")
        ) { Refused(thing: $0, code: $1) }
    }

    static let schema = Schema<SeveralRunsDocument>.object(
        "SeveralRuns", "What came of asking for several runs at once.",
        Field("items", \.items, .list(of: RunDocument.schema, 0...10_000)),
        Field("refused", \.refused, .list(of: Refused.schema, 0...10_000))
    ) { SeveralRunsDocument(items: $0, refused: $1) }
}
