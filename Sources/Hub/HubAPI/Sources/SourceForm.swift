internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What makes a source.
struct SourceForm: Sendable {
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
    let secrets: SecretsForm?

    static let schema = Schema<SourceForm>.object(
        "SourceForm", "What makes a source.",
        Field("name", \.name, .field(Fields.sourceName)),
        Field(optional: "agent", \.agent, .id(), "Who reads it; the pool of workers without it."),
        Field("configuration", \.configuration, .source),
        Field("vaults", \.vaults, .list(of: .id(), Fields.vaultCount.range)),
        Field("retention", \.retention, .retention, default: RetentionRules()),
        Field("overrides", \.overrides, .list(of: RetentionOverride.schema, 0...8), default: []),
        Field("retry", \.retry, .retry, default: SourceRetry()),
        Field("overlap", \.overlap, .choice, default: .reject),
        Field("issues", \.issueRule, .choice, default: .warn),
        Field("hooks", \.hooks, .hooks, default: Hooks()),
        Field("enabled", \.isEnabled, .bool, default: true),
        Field(optional: "secrets", \.secrets, SecretsForm.ofSources)
    ) {
        SourceForm(
            name: $0, agent: $1, configuration: $2, vaults: $3, retention: $4, overrides: $5,
            retry: $6, overlap: $7, issueRule: $8, hooks: $9, isEnabled: $10, secrets: $11)
    }

    var draft: SourceDraft {
        SourceDraft(
            name: name, place: agent.map(SourcePlace.agent) ?? .pool,
            configuration: configuration, vaults: vaults,
            retention: SourceRetention(retention, overrides), retry: retry, overlap: overlap,
            issueRule: issueRule, hooks: hooks, isEnabled: isEnabled,
            secrets: SecretWishes(secrets))
    }
}

/// What is to be other about a source; what is missing stays.
struct SourceChangeForm: Sendable {
    let name: String?
    let configuration: SourceConfiguration?
    let vaults: [ID<KnownVault>]?
    let retention: RetentionForm?
    let retry: SourceRetry?
    let overlap: OverlapPolicy?
    let issueRule: IssueRule?
    let hooks: Hooks?
    let isEnabled: Bool?
    let secrets: SecretsForm?

    static let schema = Schema<SourceChangeForm>.object(
        "SourceChangeForm", "What is to be other about a source; what is missing stays.",
        Field(optional: "name", \.name, .field(Fields.sourceName)),
        Field(optional: "configuration", \.configuration, .source, "All of it."),
        Field(optional: "vaults", \.vaults, .list(of: .id(), Fields.vaultCount.range)),
        Field(optional: "retention", \.retention, RetentionForm.schema, "All of it."),
        Field(optional: "retry", \.retry, .retry),
        Field(optional: "overlap", \.overlap, .choice),
        Field(optional: "issues", \.issueRule, .choice),
        Field(
            optional: "hooks", \.hooks, .hooks, "All of them: a missing command is taken away."),
        Field(optional: "enabled", \.isEnabled, .bool),
        Field(optional: "secrets", \.secrets, SecretsForm.ofSources)
    ) {
        SourceChangeForm(
            name: $0, configuration: $1, vaults: $2, retention: $3, retry: $4, overlap: $5,
            issueRule: $6, hooks: $7, isEnabled: $8, secrets: $9)
    }

    var edit: SourceEdit {
        var edit = SourceEdit()
        edit.name = Change(name)
        edit.configuration = Change(configuration)
        edit.vaults = Change(vaults)
        edit.retention = Change(retention.map { SourceRetention($0.rules, $0.overrides) })
        edit.retry = Change(retry)
        edit.overlap = Change(overlap)
        edit.issueRule = Change(issueRule)
        edit.hooks = Change(hooks)
        edit.isEnabled = Change(isEnabled)
        edit.secrets = SecretWishes(secrets)
        return edit
    }
}

/// The keep rules of a source.
struct RetentionForm: Sendable {
    let rules: RetentionRules
    let overrides: [RetentionOverride]

    static let schema = Schema<RetentionForm>.object(
        "RetentionForm", "The keep rules of a source.",
        Field("rules", \.rules, .retention),
        Field("overrides", \.overrides, .list(of: RetentionOverride.schema, 0...8), default: [])
    ) { RetentionForm(rules: $0, overrides: $1) }
}
