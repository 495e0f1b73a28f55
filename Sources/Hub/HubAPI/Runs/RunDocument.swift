internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A run, as people see it.
struct RunDocument: Sendable {
    let run: Run
    let progress: ProgressReport?

    static let schema = Schema<RunDocument>.readOnly(
        "Run", "One execution of anything.",
        Field("id", \.run.id, .id()), Field("kind", \.run.kind, .choice),
        Field("state", \.run.position.state, .choice, "Where it stands."),
        Field("attempt", \.run.position.attempt, .integer(1...1_000_000), "1 for the first."),
        Field("cause", \.run.cause, .cause, "Why there is a run."),
        Field("priority", \.run.priority, .choice),
        Field(
            optional: "wipe", { $0.run.subject.isWipe ? true : nil }, .bool,
            "Of a prune that takes everything."),
        Field(
            optional: "bandwidth", \.run.subject.bandwidth, .bandwidth,
            "How fast this run alone may move data."),
        Field(optional: "source", \.run.subject.source, .id()),
        Field(optional: "agent", \.run.agent, .id(), "Who works on it, or worked on it last."),
        Field(optional: "snapshot", \.run.subject.snapshot, .id()),
        Field(
            "vaults", { run in run.run.outcomes.vaults.map { RunVaultDocument($0, of: run.run) } },
            .list(of: RunVaultDocument.schema, 0...Fields.vaultCount.range.upperBound),
            "What came of it in each vault."),
        Field("created", \.run.created, .timestamp, "By the hub's clock."),
        Field(optional: "started", \.run.started, .timestamp),
        Field(optional: "ended", \.run.ended, .timestamp),
        Field(
            optional: "notBefore", { $0.run.position.state == .queued ? $0.run.notBefore : nil },
            .timestamp, "When the next attempt may begin, of a run that waits."),
        Field(optional: "skipReason", \.run.skipReason, .choice),
        Field(optional: "failure", \.run.failure, .failure),
        Field("entries", \.run.tally.entries, .integer(0...Int64.max)),
        Field("content", \.run.tally.content.bytes, .integer(0...Int64.max), "Bytes."),
        Field("issues", \.run.tally.issues, .integer(0...Int.max)),
        Field(
            optional: "preview", \.run.preview, .preview,
            "What a restore would do, or did not do because of it."),
        Field(
            optional: "skipped", \.run.skipped, .integer(0...Int64.max),
            "Entries that a restore left alone because something else was there."),
        Field("events", \.run.tally.events, .integer(0...Int64.max), "How many there are."),
        Field(
            "linesDropped", \.run.tally.linesDropped, .integer(0...Int64.max),
            "Lines of the log beyond what is kept."),
        Field(
            optional: "progress", { $0.progress.map { ProgressDocument($0) } },
            ProgressDocument.schema, "How far it is, where its agent said so lately.")
    )
}

extension Schema<RunCauseDocument> {
    fileprivate static let document = Schema.object(
        "RunCause", "Why there is a run.",
        Field("kind", \.kind, .text(1...20), "`firing`, `maintenance`, `user` or `hub`."),
        Field(optional: "schedule", \.schedule, .id()),
        Field(optional: "time", \.time, .timestamp, "When it was due."),
        Field(optional: "user", \.user, .id())
    ) { RunCauseDocument(kind: $0, schedule: $1, time: $2, user: $3) }
}

extension Schema<RunCause> {
    fileprivate static let cause = Schema.converted(
        Schema<RunCauseDocument>.document,
        { _ in throw Violation.Reason.readOnly },
        back: { RunCauseDocument($0) })
}

private struct RunCauseDocument: Sendable {
    let kind: String
    var schedule: ID<Schedule>?
    var time: Timestamp?
    var user: ID<User>?
}

extension RunCauseDocument {
    fileprivate init(_ cause: RunCause) {
        switch cause {
        case .firing(let firing):
            self.init(kind: "firing", schedule: firing.schedule, time: firing.time)
        case .maintenance: self.init(kind: "maintenance")
        case .user(let user): self.init(kind: "user", user: user)
        case .hub: self.init(kind: "hub")
        }
    }
}

/// What came of a run in one vault.
private struct RunVaultDocument: Sendable {
    let vault: ID<KnownVault>
    let result: String?
    let snapshot: String?
    let size: Int64?
    let failure: RunFailure?

    static let schema = Schema<RunVaultDocument>.object(
        "RunVault", "What came of a run in one vault.",
        Field("vault", \.vault, .id()),
        Field(
            optional: "result", \.result, .text(1...20),
            "`stored`, `done`, `failed` or `cancelled`; missing while nothing is known."),
        Field(
            optional: "snapshot", \.snapshot, .text(1...128), "How the vault names the snapshot."),
        Field(optional: "size", \.size, .integer(0...Int64.max), "Bytes sent, or freed."),
        Field(optional: "failure", \.failure, .failure)
    ) { RunVaultDocument(vault: $0, result: $1, snapshot: $2, size: $3, failure: $4) }
}

extension RunVaultDocument {
    fileprivate init(_ vault: ID<KnownVault>, of run: Run) {
        let outcome = run.outcomes.byVault[vault]
        let (result, snapshot, failure): (String?, String?, RunFailure?) =
            switch outcome?.result {
            case .stored(let locator): ("stored", locator, nil)
            case .done: ("done", nil, nil)
            case .failed(let failure): ("failed", nil, failure)
            case .cancelled: ("cancelled", nil, nil)
            case nil: (nil, nil, nil)
            }
        self.init(
            vault: vault, result: result, snapshot: snapshot, size: outcome?.size.bytes,
            failure: failure)
    }
}

/// How far a run is.
struct ProgressDocument: Sendable {
    let entries: Int64
    let bytes: Int64
    let transferred: Int64
    let bytesExpected: Int64?
    let current: String

    init(_ report: ProgressReport) {
        self.init(
            entries: report.entries, bytes: report.bytes.bytes,
            transferred: report.transferred.bytes, bytesExpected: report.bytesExpected?.bytes,
            current: report.current)
    }

    private init(
        entries: Int64, bytes: Int64, transferred: Int64, bytesExpected: Int64?, current: String
    ) {
        self.entries = entries
        self.bytes = bytes
        self.transferred = transferred
        self.bytesExpected = bytesExpected
        self.current = current
    }

    static let schema = Schema<ProgressDocument>.object(
        "RunProgress", "How far a run is.",
        Field("entries", \.entries, .integer(0...Int64.max)),
        Field("bytes", \.bytes, .integer(0...Int64.max), "Read."),
        Field("transferred", \.transferred, .integer(0...Int64.max), "Bytes sent."),
        Field(
            optional: "bytesExpected", \.bytesExpected, .integer(0...Int64.max),
            "Of all, where that is known."),
        Field("current", \.current, .text(0...ProtocolLimits.textMax, .lines))
    ) {
        ProgressDocument(
            entries: $0, bytes: $1, transferred: $2, bytesExpected: $3, current: $4)
    }
}
