internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// What came of looking after a vault last, as people see it.
struct VaultCareDocument: Sendable {
    let items: [VaultCare]

    static let schema = Schema<VaultCareDocument>.object(
        "VaultCareList", "What came of looking after a vault last.",
        Field("items", \.items, .list(of: .care, 0...8))
    ) { VaultCareDocument(items: $0) }
}

extension Schema<VaultCare> {
    fileprivate static let care = Schema.object(
        "VaultCare", "What came of one kind of work at a vault last.",
        Field("vault", \.vault, .id()), Field("kind", \.kind, .choice),
        Field("run", \.run, .id(), "The last run that ended."),
        Field("state", \.state, .choice), Field("ended", \.ended, .timestamp),
        Field("size", \.size.bytes, .integer(0...Int64.max), "Bytes freed, or read."),
        Field(
            optional: "lastGood", \.lastGood, .timestamp,
            "When the last run that ended well was made."),
        Field("failures", \.failures, .integer(0...Int.max), "How many failed since.")
    ) {
        VaultCare(
            vault: $0, kind: $1, run: $2, state: $3, ended: $4, size: ByteCount($5), lastGood: $6,
            failures: $7)
    }
}
