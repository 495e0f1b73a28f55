internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What the keep rules do to the snapshots of a source in one vault, as people see it.
struct RetentionDocument: Sendable {
    let vault: ID<KnownVault>
    let rules: RetentionRules
    let zone: String
    let staying: RetentionTotal
    let leaving: RetentionTotal
    let withheld: RetentionTotal
    let rest: Int
    let conflicts: [ConflictDocument]
    let snapshots: [RetentionLine]

    static let schema = Schema<RetentionDocument>.object(
        "RetentionPreview", "What the keep rules do to the snapshots of a source in one vault.",
        Field("vault", \.vault, .id()), Field("rules", \.rules, .retention),
        Field("zone", \.zone, .field(Fields.timeZone), "Whose days and weeks are meant."),
        Field("staying", \.staying, RetentionTotal.schema),
        Field("leaving", \.leaving, RetentionTotal.schema, "With the next forget."),
        Field(
            "withheld", \.withheld, RetentionTotal.schema,
            "The rules let them go; the vault's cap lets them stay for today."),
        Field(
            "rest", \.rest, .integer(0...Int.max),
            "How many older ones there are that were not looked at."),
        Field("conflicts", \.conflicts, .list(of: ConflictDocument.schema, 0...64)),
        Field(
            "snapshots", \.snapshots,
            .list(of: RetentionLine.schema, 0...RetentionDesk.snapshotsMax),
            "The latest first.")
    ) {
        RetentionDocument(
            vault: $0, rules: $1, zone: $2, staying: $3, leaving: $4, withheld: $5, rest: $6,
            conflicts: $7, snapshots: $8)
    }
}

extension RetentionDocument {
    init(_ preview: RetentionPreview) {
        self.init(
            vault: preview.vault.id, rules: preview.rules, zone: preview.vault.cadence.zone,
            staying: RetentionTotal(preview.staying), leaving: RetentionTotal(preview.leaving),
            withheld: RetentionTotal(preview.withheld), rest: preview.rest,
            conflicts: preview.conflicts.map { ConflictDocument($0) },
            snapshots: preview.lines.map { RetentionLine($0) })
    }
}

/// How many snapshots, and how much was in them.
struct RetentionTotal: Sendable {
    let count: Int
    let size: Int64

    static let schema = Schema<RetentionTotal>.object(
        "RetentionTotal", "How many snapshots, and how much was in them.",
        Field("count", \.count, .integer(0...Int.max)),
        Field(
            "size", \.size, .integer(0...Int64.max),
            "Bytes of content. A repository keeps what other snapshots have as well.")
    ) { RetentionTotal(count: $0, size: $1) }

    private init(count: Int, size: Int64) {
        self.count = count
        self.size = size
    }

    init(_ lines: [RetentionPreview.Line]) {
        self.init(count: lines.count, size: RetentionPreview.size(of: lines).bytes)
    }
}

/// What becomes of one snapshot, and why.
struct RetentionLine: Sendable {
    enum Fate: String, Sendable, CaseIterable {
        case stays, leaves, withheld
    }

    let snapshot: ID<KnownSnapshot>
    let locator: String
    let time: Timestamp
    let size: Int64
    let fate: Fate
    let reasons: [RetentionReason]

    static let schema = Schema<RetentionLine>.object(
        "RetentionLine", "What becomes of one snapshot, and why.",
        Field("snapshot", \.snapshot, .id()), Field("locator", \.locator, .text(1...128)),
        Field("time", \.time, .timestamp, "By which it is judged."),
        Field("size", \.size, .integer(0...Int64.max)), Field("fate", \.fate, .choice),
        Field("reasons", \.reasons, .list(of: RetentionReason.schema, 1...20))
    ) {
        RetentionLine(snapshot: $0, locator: $1, time: $2, size: $3, fate: $4, reasons: $5)
    }
}

extension RetentionLine {
    init(_ line: RetentionPreview.Line) {
        self.init(
            snapshot: line.snapshot.id, locator: line.snapshot.locator, time: line.time,
            size: line.snapshot.size.bytes,
            fate: line.decision.isKept ? .stays : line.isWithheld ? .withheld : .leaves,
            reasons: line.decision.reasons.map { RetentionReason($0) })
    }
}

/// One reason why a snapshot stays or goes.
struct RetentionReason: Sendable {
    let code: String
    let message: String

    static let schema = Schema<RetentionReason>.object(
        "RetentionReason", "Why a snapshot stays or goes.",
        Field("code", \.code, .text(1...32), "Stable, as in `daily` or `last_good`."),
        Field("message", \.message, .text(1...200))
    ) { RetentionReason(code: $0, message: $1) }

    private init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    init(_ reason: RetentionDecision.Reason) {
        self.init(code: reason.code, message: "\(reason)")
    }
}
