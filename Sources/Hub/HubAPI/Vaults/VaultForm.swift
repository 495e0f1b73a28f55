internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What makes a vault.
struct VaultForm: Sendable {
    let name: String
    let format: KnownVault.Format
    let place: String
    let owner: ID<Agent>?
    let agents: [ID<Agent>]?
    let keeper: ID<Agent>?
    let keys: [ID<KnownKey>]
    let cadence: MaintenanceCadence
    let cap: DeletionCap
    let copies: [CopyRule]
    let quota: ByteCount?
    let bandwidth: Bandwidth
    let secrets: SecretsForm?
    let deletingSecrets: SecretsForm?

    static let schema = Schema<VaultForm>.object(
        "VaultForm", "What makes a vault.",
        Field("name", \.name, .field(Fields.vaultName)), Field("format", \.format, .choice),
        Field(
            "place", \.place, .field(Fields.place),
            "As in `file:/srv/backups`; `hub:` for the hub's own disk."),
        Field(
            optional: "owner", \.owner, .id(),
            "The agent on whose machine it lies: for a folder, and for nothing else."),
        Field(
            optional: "agents", \.agents, .list(of: .id(), 0...10_000),
            "Who may reach it; every agent without it."),
        Field(optional: "keeper", \.keeper, .id(), "The agent that looks after it."),
        Field(
            "keys", \.keys, .list(of: .id(), 0...16), default: [],
            "To whom an archive is readable; to the tenant's own key where nothing says so."),
        Field("cadence", \.cadence, .cadence, default: MaintenanceCadence()),
        Field("cap", \.cap, .cap, default: DeletionCap()),
        Field(
            "copies", \.copies, .copies, default: [], "Where else what comes into it is kept."),
        Field(optional: "quota", \.quota, .quota, vaultQuotaAbout),
        Field(
            "bandwidth", \.bandwidth, .bandwidth, default: .unbounded,
            "Of any one agent, all its runs together."),
        Field(
            optional: "secrets", \.secrets, SecretsForm.ofVaults,
            "A repository without a passphrase gets one."),
        Field(optional: "deletingSecrets", \.deletingSecrets, SecretsForm.ofDeleting)
    ) {
        VaultForm(
            name: $0, format: $1, place: $2, owner: $3, agents: $4, keeper: $5, keys: $6,
            cadence: $7, cap: $8, copies: $9, quota: $10, bandwidth: $11, secrets: $12,
            deletingSecrets: $13)
    }

    var draft: VaultDraft {
        VaultDraft(
            name: name, format: format, place: place, owner: owner, agents: agents.map(Set.init),
            keeper: keeper, keys: keys, cadence: cadence, cap: cap, copies: copies,
            quota: quota, bandwidth: bandwidth,
            secrets: SecretWishes(secrets, deleting: deletingSecrets))
    }
}

/// What is to be other about a vault; what is missing stays.
struct VaultChangeForm: Sendable {
    let name: String?
    let place: String?
    let agents: [ID<Agent>]??
    let keeper: ID<Agent>??
    let cadence: MaintenanceCadence?
    let cap: DeletionCap?
    let copies: [CopyRule]?
    let quota: ByteCount??
    let bandwidth: Bandwidth?
    let secrets: SecretsForm?
    let deletingSecrets: SecretsForm?

    static let schema = Schema<VaultChangeForm>.object(
        "VaultChangeForm", "What is to be other about a vault; what is missing stays.",
        Field(optional: "name", \.name, .field(Fields.vaultName)),
        Field(
            optional: "place", \.place, .field(Fields.place),
            "Where the same vault is reached from now on."),
        Field(
            optional: "agents", \.agents, .nullable(.list(of: .id(), 0...10_000)),
            "Who may reach it; `null` for every agent."),
        Field(optional: "keeper", \.keeper, .nullable(.id()), "`null` for nobody."),
        Field(optional: "cadence", \.cadence, .cadence, "All of it."),
        Field(optional: "cap", \.cap, .cap),
        Field(optional: "copies", \.copies, .copies, "All of them."),
        Field(
            optional: "quota", \.quota, .nullable(.quota),
            "`null` for as much as there is room."),
        Field(optional: "bandwidth", \.bandwidth, .bandwidth, "All of it."),
        Field(optional: "secrets", \.secrets, SecretsForm.ofVaults),
        Field(optional: "deletingSecrets", \.deletingSecrets, SecretsForm.ofDeleting)
    ) {
        VaultChangeForm(
            name: $0, place: $1, agents: $2, keeper: $3, cadence: $4, cap: $5, copies: $6,
            quota: $7, bandwidth: $8, secrets: $9, deletingSecrets: $10)
    }

    var edit: VaultEdit {
        var edit = VaultEdit()
        edit.name = Change(name)
        edit.place = Change(place)
        edit.agents = Change(agents.map { $0.map(Set.init) })
        edit.keeper = Change(keeper)
        edit.cadence = Change(cadence)
        edit.cap = Change(cap)
        edit.copies = Change(copies)
        edit.quota = Change(quota)
        edit.bandwidth = Change(bandwidth)
        edit.secrets = SecretWishes(secrets, deleting: deletingSecrets)
        return edit
    }
}

extension Change {
    /// What is missing in a form stays.
    init(_ field: Value?) {
        self = field.map(Change.set) ?? .keep
    }
}

/// Who is to try.
struct ConnectionForm: Sendable {
    let agent: ID<Agent>?

    static let schema = Schema<ConnectionForm>.object(
        "ConnectionForm", "Who is to try.",
        Field(
            optional: "agent", \.agent, .id(),
            "Anybody who may and is connected, where it is missing.")
    ) { ConnectionForm(agent: $0) }
}

/// What came of a try.
struct ConnectionDocument: Sendable {
    let isReached: Bool
    let summary: String
    let code: String?

    static let schema = Schema<ConnectionDocument>.object(
        "ConnectionTest", "What came of a try.",
        Field("reached", \.isReached, .bool),
        Field("summary", \.summary, .text(0...4096), "What was found, or why nothing was."),
        Field(optional: "code", \.code, .text(1...64), "Why not, for programs.")
    ) { ConnectionDocument(isReached: $0, summary: $1, code: $2) }
}

extension ConnectionDocument {
    init(_ finding: Connections.Finding<String>) {
        switch finding {
        case .found(let summary): self.init(isReached: true, summary: summary, code: nil)
        case .refused(let failure):
            self.init(isReached: false, summary: failure.message, code: failure.code)
        }
    }
}
