internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// A snapshot's way out, as people see it.
struct DeletionDocument: Sendable {
    let id: ID<Deletion>
    let snapshot: ID<KnownSnapshot>
    let state: Deletion.State
    let tries: Int
    let run: ID<Run>?
    let created: Timestamp
    let notBefore: Timestamp

    static let schema = Schema<DeletionDocument>.object(
        "Deletion", "One snapshot's way out of its vault.",
        Field("id", \.id, .id()), Field("snapshot", \.snapshot, .id()),
        Field(
            "state", \.state, .choice,
            "`blocked` waits for a person; `ignored` was taken back."),
        Field("tries", \.tries, .integer(0...Int.max)),
        Field(optional: "run", \.run, .id(), "The last run that did it, or is to."),
        Field("created", \.created, .timestamp),
        Field("notBefore", \.notBefore, .timestamp, "Until then nothing is done.")
    ) {
        DeletionDocument(
            id: $0, snapshot: $1, state: $2, tries: $3, run: $4, created: $5, notBefore: $6)
    }
}

extension DeletionDocument {
    init(_ deletion: Deletion) {
        self.init(
            id: deletion.id, snapshot: deletion.snapshot, state: deletion.state,
            tries: deletion.tries, run: deletion.run, created: deletion.created,
            notBefore: deletion.notBefore)
    }
}

/// What somebody wants who wants a snapshot gone.
struct DeletionForm: Sendable {
    let isForced: Bool
    let grace: Duration

    static let schema = Schema<DeletionForm>.object(
        "DeletionForm", "A snapshot that is to go.",
        Field(
            "force", \.isForced, .bool, default: false,
            "Also where it is pinned, or the last good one of its source. A held one stays."),
        Field(
            "grace", \.grace.milliseconds, .integer(0...graceMax),
            default: Deletion.grace.milliseconds,
            "So long somebody may change their mind. Milliseconds.")
    ) { DeletionForm(isForced: $0, grace: .milliseconds($1)) }

    /// A month.
    private static let graceMax: Int64 = 30 * 86_400_000
}
