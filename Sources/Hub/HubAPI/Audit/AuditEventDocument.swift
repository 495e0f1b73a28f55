internal import Domain
internal import JSON
internal import Values

/// A link of a chain of the audit log, with the members of a line of the pages' download.
struct AuditEventDocument: Sendable {
    let event: AuditEvent

    static let schema = Schema<AuditEventDocument>.readOnly(
        "AuditEvent", "Who did what. docs/formats/audit.md tells how the hash is made.",
        Field("sequence", \.event.sequence, .integer(1...Int64.max), "Of its chain, without gaps."),
        Field("time", \.event.draft.time, .timestamp),
        Field("action", \.event.draft.action.rawValue, .told, "As in `source.changed`."),
        Field(optional: "user", \.user?.id, .id(), "Missing for what the hub did by itself."),
        Field(optional: "login", \.user?.login, .told, "As it was then."),
        Field(optional: "targetKind", \.event.draft.target?.kind, .told, "As in `source`."),
        Field(optional: "target", \.event.draft.target?.id, .uuid),
        Field(optional: "targetName", \.event.draft.target?.name, .told, "As it was then."),
        Field(
            "address", \.event.draft.address, .told,
            "Where the request came from; empty for what the hub did by itself."),
        Field("detail", \.event.draft.detail.text, .told, "What else is known of it."),
        Field("previousHash", { Hex.encode($0.event.previousHash.bytes) }, .told),
        Field("hash", { Hex.encode($0.event.hash.bytes) }, .told, "Of the whole event."))

    private var user: (id: ID<User>, login: String)? {
        if case .user(let id, let login) = event.draft.actor { (id, login) } else { nil }
    }
}

extension Schema<String> {
    /// As it was written down once, whatever the rule is today.
    fileprivate static let told = Schema.string(
        format: nil, expected: "text", parse: { $0 }, print: { $0 })
}
