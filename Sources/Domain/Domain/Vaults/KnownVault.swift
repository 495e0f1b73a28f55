package import Values

/// A vault as the hub knows it: where it is, who reaches it and who looks after it. The engines
/// call a `Vault` what they have opened of it.
package struct KnownVault: Hashable, Sendable {
    /// How backups lie in it, by the names that the engines use.
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case archive, repository
    }

    /// What has become of it so far.
    package enum Readiness: String, Hashable, Sendable, CaseIterable {
        /// Not initialised yet.
        case new
        /// There, with our marker.
        case ready
        /// Initialising failed; it can be tried again.
        case failed
    }

    package let id: ID<KnownVault>
    package let tenant: ID<Tenant>
    package var name: String
    package let format: Format
    /// In words, without secrets, as in `file:/srv/backups`.
    package var place: String
    /// Whose machine a local vault lies on; nil for what is in the network.
    package var owner: ID<Agent>?
    /// Who may reach it besides; nil for every agent of the tenant. A local vault has its owner
    /// alone.
    package var agents: Set<ID<Agent>>?
    /// Who looks after it; nil until somebody is chosen, and nothing is taken away until then.
    package var keeper: ID<Agent>?
    package var readiness: Readiness
    /// To whom an archive is readable, in the order in which people named them.
    package var keys: [ID<KnownKey>]
    package var cadence: MaintenanceCadence
    package var cap: DeletionCap
    /// Where else what comes into it is kept, in the order in which people named them.
    package var copies: [CopyRule]
    /// How much it is meant to hold; nil for as much as there is room.
    package var quota: ByteCount?
    /// How fast any one agent goes to it and from it, all its runs together.
    package var bandwidth: Bandwidth
    package let created: Timestamp

    package init(
        id: ID<KnownVault>, tenant: ID<Tenant>, name: String, format: Format, place: String,
        owner: ID<Agent>? = nil, agents: Set<ID<Agent>>? = nil, keeper: ID<Agent>? = nil,
        readiness: Readiness = .new, keys: [ID<KnownKey>] = [],
        cadence: MaintenanceCadence = MaintenanceCadence(),
        cap: DeletionCap = DeletionCap(), copies: [CopyRule] = [], quota: ByteCount? = nil,
        bandwidth: Bandwidth = .unbounded, created: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.format = format
        self.place = place
        self.owner = owner
        self.agents = agents
        self.keeper = keeper
        self.readiness = readiness
        self.keys = keys
        self.cadence = cadence
        self.cap = cap
        self.copies = copies
        self.quota = quota
        self.bandwidth = bandwidth
        self.created = created
    }

    package var reach: VaultReach { VaultReach(owner: owner, agents: agents) }

    /// Whether it lies on the hub's own disk, as its place says.
    package var isOnHub: Bool { place.hasPrefix("hub:") }

    package func isReachable(by agent: ID<Agent>) -> Bool { reach.includes(agent) }

    /// Whether what an agent tells of the vault as a whole counts: the word of the one on whose
    /// machine it lies and of its keeper, or of anybody where it has neither.
    package func isKnownWhole(by agent: ID<Agent>) -> Bool {
        owner == agent || keeper == agent || owner == nil && keeper == nil
    }

    /// Whether an agent counts the bytes of all that lies in it: that is asked only where
    /// something is measured by it.
    package func isCounted(by agent: ID<Agent>) -> Bool {
        quota != nil && isKnownWhole(by: agent)
    }

    /// Whether an agent may be given this vault's delete credential for a run of this kind. It
    /// never is because it is a source.
    package func lendsDeleteCredential(to agent: ID<Agent>, for kind: RunKind) -> Bool {
        keeper == agent && isReachable(by: agent) && kind.needs.contains(.deleteCredential)
    }
}
