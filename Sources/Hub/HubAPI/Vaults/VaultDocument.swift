internal import AgentProtocol
internal import Cron
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A vault, as people see it.
struct VaultDocument: Sendable {
    let id: ID<KnownVault>
    let version: Int64
    let name: String
    let format: KnownVault.Format
    let place: String
    let owner: ID<Agent>?
    let agents: [ID<Agent>]?
    let keeper: ID<Agent>?
    let readiness: KnownVault.Readiness
    let waitsFor: VaultWait?
    let keys: [ID<KnownKey>]
    let cadence: MaintenanceCadence
    let cap: DeletionCap
    let copies: [CopyRule]
    let quota: ByteCount?
    let bandwidth: Bandwidth?
    let secrets: [SecretDocument]
    let created: Timestamp

    static let schema = Schema<VaultDocument>.object(
        "Vault", "Where backups live.",
        Field("id", \.id, .id()), Field("version", \.version, .version),
        Field("name", \.name, .field(Fields.vaultName)), Field("format", \.format, .choice),
        Field(
            "place", \.place, .field(Fields.place),
            "As in `file:/srv/backups`; `hub:` for the hub's own disk."),
        Field(optional: "owner", \.owner, .id(), "The agent on whose machine it lies."),
        Field(
            optional: "agents", \.agents, .list(of: .id(), 0...10_000),
            "Who may reach it; missing where every agent may."),
        Field(optional: "keeper", \.keeper, .id(), "The agent that looks after it."),
        Field("readiness", \.readiness, .choice, "Whether there is a vault at the place."),
        Field(
            optional: "waitsFor", \.waitsFor, .choice,
            "Who makes a vault that is new: its owner or keeper, the agent of a source that stores "
                + "in it, or nobody before it has a keeper."),
        Field("keys", \.keys, .list(of: .id(), 0...16), "To whom an archive is readable."),
        Field("cadence", \.cadence, .cadence), Field("cap", \.cap, .cap),
        Field("copies", \.copies, .copies, "Where else what comes into it is kept."),
        Field(optional: "quota", \.quota, .quota, vaultQuotaAbout),
        Field(
            optional: "bandwidth", \.bandwidth, .bandwidth,
            "Of any one agent, all its runs together; missing where it goes as fast as it can."),
        Field("secrets", \.secrets, .list(of: SecretDocument.schema, 0...32)),
        Field("created", \.created, .timestamp)
    ) {
        VaultDocument(
            id: $0, version: $1, name: $2, format: $3, place: $4, owner: $5, agents: $6,
            keeper: $7, readiness: $8, waitsFor: $9, keys: $10, cadence: $11, cap: $12,
            copies: $13, quota: $14, bandwidth: $15, secrets: $16, created: $17)
    }
}

extension VaultDocument {
    init(_ view: VaultView) {
        let vault = view.vault
        self.init(
            id: vault.id, version: view.version, name: vault.name, format: vault.format,
            place: vault.place, owner: vault.owner,
            agents: vault.agents?.sorted {
                ($0.uuid.high, $0.uuid.low) < ($1.uuid.high, $1.uuid.low)
            },
            keeper: vault.keeper, readiness: vault.readiness, waitsFor: view.wait,
            keys: vault.keys,
            cadence: vault.cadence, cap: vault.cap, copies: vault.copies,
            quota: vault.quota,
            bandwidth: vault.bandwidth.ifAny,
            secrets: view.secrets.map { SecretDocument($0) }, created: vault.created)
    }
}

extension Schema<Int64> {
    /// 1 when something was made, one more with each change.
    static let version = Schema.integer(1...Int64.max)
}

extension Schema<MaintenanceCadence> {
    static let cadence = Schema.object(
        "MaintenanceCadence", "When a vault is looked after; what is missing is never done.",
        Field(optional: "forget", \.forget, .cron), Field(optional: "prune", \.prune, .cron),
        Field(optional: "check", \.check, .cron),
        Field(
            "checkPercent", \.checkPercent, .field(Fields.checkPercent), default: 5,
            "How much of the content a check reads."),
        Field(optional: "drill", \.drill, .cron),
        Field("zone", \.zone, .field(Fields.timeZone), default: "UTC")
    ) {
        MaintenanceCadence(
            forget: $0, prune: $1, check: $2, checkPercent: $3, drill: $4, zone: $5)
    }
}

extension Schema<CronExpression> {
    static let cron = Schema.converted(
        Schema<String>.field(Fields.cron),
        { text in
            do throws(CronError) {
                return try CronExpression(text)
            } catch {
                throw Violation.Reason.invalid(code: error.kind.rawValue, message: error.message)
            }
        }, back: \.text)
}

extension Schema<DeletionCap> {
    static let cap = Schema.object(
        "DeletionCap", "How much retention takes away from one source in a day.",
        Field("count", \.count, .field(Fields.capCount), "So many always."),
        Field("percent", \.percent, .field(Fields.capPercent), "And so much of what there is.")
    ) { DeletionCap(count: $0, percent: $1) }
}

/// What a quota is, wherever one is told or asked for.
let vaultQuotaAbout =
    "How many bytes it is meant to hold. On the hub's own disk no more is taken; elsewhere it is "
    + "what the room is measured by."

extension Schema<ByteCount> {
    static let quota = Schema.size(from: Fields.quota.range.lowerBound)
}

extension Schema<[CopyRule]> {
    static let copies = Schema.list(of: .copyRule, 0...CopyRule.perVaultMax)
}

extension Schema<CopyRule> {
    fileprivate static let copyRule = Schema.object(
        "CopyRule", "Another vault that snapshots are copied to, after each backup.",
        Field("vault", \.target, .id(), "Of the same format, and within reach of the same agent."),
        Field(
            optional: "rules", \.rules, .retention,
            "How long copies stay there; without it, for as long as their source says.")
    ) { CopyRule(target: $0, rules: $1) }
}
