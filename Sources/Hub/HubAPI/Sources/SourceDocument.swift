internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A source, as people see it.
struct SourceDocument: Sendable {
    let id: ID<Source>
    let version: Int64
    let name: String
    let agent: ID<Agent>?
    let configuration: SourceConfiguration
    let vaults: [ID<KnownVault>]
    let retention: RetentionRules
    let overrides: [RetentionOverride]
    let retry: SourceRetry
    let overlap: OverlapPolicy
    let issueRule: IssueRule
    let hooks: Hooks
    let isEnabled: Bool
    let secrets: [SecretDocument]
    let conflicts: [ConflictDocument]
    let created: Timestamp

    static let schema = Schema<SourceDocument>.object(
        "Source", "What is protected.",
        Field("id", \.id, .id()), Field("version", \.version, .version),
        Field("name", \.name, .field(Fields.sourceName)),
        Field(optional: "agent", \.agent, .id(), "Who reads it; missing for the pool of workers."),
        Field("configuration", \.configuration, .source),
        Field("vaults", \.vaults, .list(of: .id(), Fields.vaultCount.range)),
        Field("retention", \.retention, .retention),
        Field(
            "overrides", \.overrides, .list(of: RetentionOverride.schema, 0...8),
            "Other rules for some of the vaults."),
        Field("retry", \.retry, .retry), Field("overlap", \.overlap, .choice),
        Field("issues", \.issueRule, .choice),
        Field(
            "hooks", \.hooks, .hooks,
            "The commands are there for those alone who may change them, and not in lists."),
        Field("enabled", \.isEnabled, .bool),
        Field("secrets", \.secrets, .list(of: SecretDocument.schema, 0...16)),
        Field(
            "conflicts", \.conflicts, .list(of: ConflictDocument.schema, 0...64),
            "Keep rules that ask for more than the schedules can make; not in lists."),
        Field("created", \.created, .timestamp)
    ) {
        SourceDocument(
            id: $0, version: $1, name: $2, agent: $3, configuration: $4, vaults: $5,
            retention: $6, overrides: $7, retry: $8, overlap: $9, issueRule: $10, hooks: $11,
            isEnabled: $12, secrets: $13, conflicts: $14, created: $15)
    }
}

extension SourceDocument {
    init(_ view: SourceView) {
        let source = view.source
        var agent: ID<Agent>?
        if case .agent(let id) = source.place { agent = id }
        self.init(
            id: source.id, version: view.version, name: source.name, agent: agent,
            configuration: source.configuration, vaults: source.vaults,
            retention: source.retention.rules,
            overrides: source.vaults.compactMap { vault in
                source.retention.overrides[vault].map {
                    RetentionOverride(vault: vault, rules: $0)
                }
            }, retry: source.retry, overlap: source.overlap, issueRule: source.issueRule,
            hooks: source.hooks, isEnabled: source.isEnabled,
            secrets: view.secrets.map { SecretDocument($0) },
            conflicts: view.conflicts.map { ConflictDocument($0) }, created: source.created)
    }
}

/// Other keep rules for one vault.
struct RetentionOverride: Sendable {
    let vault: ID<KnownVault>
    let rules: RetentionRules

    static let schema = Schema<RetentionOverride>.object(
        "RetentionOverride", "The keep rules of a source in one vault.",
        Field("vault", \.vault, .id()), Field("rules", \.rules, .retention)
    ) { RetentionOverride(vault: $0, rules: $1) }
}

extension SourceRetention {
    /// Throws where a vault is there twice.
    init(_ rules: RetentionRules, _ overrides: [RetentionOverride]) {
        self.init(
            rules: rules,
            overrides: Dictionary(overrides.map { ($0.vault, $0.rules) }) { $1 })
    }
}

/// A keep rule that asks for more than there will be.
struct ConflictDocument: Sendable {
    let vault: ID<KnownVault>
    let code: String
    let message: String

    static let schema = Schema<ConflictDocument>.object(
        "CadenceConflict", "A keep rule that asks for more than there will be.",
        Field("vault", \.vault, .id()), Field("code", \.code, .text(1...64)),
        Field("message", \.message, .text(1...500))
    ) { ConflictDocument(vault: $0, code: $1, message: $2) }
}

extension ConflictDocument {
    init(_ conflict: SourceView.Conflict) {
        switch conflict.kind {
        case .neverMoreThanOne(let finer, let coarser):
            self.init(
                vault: conflict.vault, code: "never_more_than_one",
                message: "The schedules never make two snapshots in one \(coarser.period), so "
                    + "the \(finer.rawValue) rule keeps nothing that the \(coarser.rawValue) "
                    + "one would not.")
        case .olderBeforeNext:
            self.init(
                vault: conflict.vault, code: "older_before_next",
                message: "Snapshots grow older than the greatest age before the next one comes.")
        }
    }
}

extension RetentionPeriod {
    /// As in `one week`.
    fileprivate var period: String {
        switch self {
        case .last: "moment"
        case .hourly: "hour"
        case .daily: "day"
        case .weekly: "week"
        case .monthly: "month"
        case .yearly: "year"
        }
    }
}
