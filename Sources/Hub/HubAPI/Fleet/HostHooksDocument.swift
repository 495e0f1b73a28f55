internal import AgentProtocol
internal import Domain
internal import JSON

/// The commands around the backups of a machine's sources.
struct HostHooksDocument: Sendable {
    let before: String?
    let after: String?

    init(before: String?, after: String?) {
        self.before = before
        self.after = after
    }

    init(_ hooks: Hooks) {
        self.init(before: hooks.before, after: hooks.after)
    }

    static let schema = Schema<HostHooksDocument>.object(
        "HostHooks",
        "Commands around the backups of a machine's sources that have none of their own. What is "
            + "missing is taken away.",
        Field(optional: "before", \.before, .field(Fields.hookCommand)),
        Field(optional: "after", \.after, .field(Fields.hookCommand))
    ) { HostHooksDocument(before: $0, after: $1) }
}
