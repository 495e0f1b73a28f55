package import Domain
package import Values

/// What the hub looks through now and then, of all tenants: one page after the other, each by
/// (created, id).
package protocol WatchStore: Sendable {
    /// Agents that may connect.
    func watchedAgents(_ page: PageRequest) async throws -> Page<WatchedAgent>

    /// Sources that are switched on, each with its last success.
    func watchedSources(_ page: PageRequest) async throws -> Page<WatchedSource>

    /// Vaults that are ready, each with what was done to it and what is being done.
    func watchedVaults(_ page: PageRequest) async throws -> Page<WatchedVault>

    /// Vaults that are ready and were not read as a whole since then, the oldest first.
    func vaults(unreadSince moment: Timestamp, limit: Int) async throws -> [KnownVault]

    /// The latest good snapshot of the source whose restore from this vault was rehearsed the
    /// longest ago, or never; nil where there is none.
    func snapshotToRehearse(in vault: ID<KnownVault>) async throws -> ID<KnownSnapshot>?

    /// What was done to a vault last, in the order of `MaintenanceCadence.kinds`.
    func care(for vault: ID<KnownVault>, of tenant: ID<Tenant>) async throws -> [VaultCare]
}

/// An agent, and when it was heard last.
package struct WatchedAgent: Hashable, Sendable {
    package let id: ID<Agent>
    package let scope: Agent.Scope
    package let created: Timestamp
    package let lastSeen: Timestamp?

    package init(
        id: ID<Agent>, scope: Agent.Scope, created: Timestamp, lastSeen: Timestamp?
    ) {
        self.id = id
        self.scope = scope
        self.created = created
        self.lastSeen = lastSeen
    }
}

/// A source, and when it was backed up last.
package struct WatchedSource: Hashable, Sendable {
    package let id: ID<Source>
    package let tenant: ID<Tenant>
    package let created: Timestamp
    /// When the last success was due, or begun; nil where there was none.
    package let lastGood: Timestamp?
    /// Of the schedules that fire it and are switched on, with since when they fire so.
    package let times: [Time]

    package struct Time: Hashable, Sendable {
        package let time: ScheduleTime
        package let effective: Timestamp

        package init(_ time: ScheduleTime, effective: Timestamp) {
            self.time = time
            self.effective = effective
        }
    }

    package init(
        id: ID<Source>, tenant: ID<Tenant>, created: Timestamp, lastGood: Timestamp?,
        times: [Time]
    ) {
        self.id = id
        self.tenant = tenant
        self.created = created
        self.lastGood = lastGood
        self.times = times
    }
}

/// A vault, and what was done to it.
package struct WatchedVault: Hashable, Sendable {
    package let vault: KnownVault
    package let care: [RunKind: VaultCare]
    /// Kinds with a run that has not ended.
    package let open: Set<RunKind>
    /// Whether a snapshot is known to be in it.
    package let holdsSnapshots: Bool

    package init(
        vault: KnownVault, care: [RunKind: VaultCare], open: Set<RunKind>, holdsSnapshots: Bool
    ) {
        self.vault = vault
        self.care = care
        self.open = open
        self.holdsSnapshots = holdsSnapshots
    }

    /// What is done to it by its cadence. A repository without a snapshot is not pruned: that none
    /// is listed there may be a fault, and whoever took them all on purpose wipes the vault.
    package var kinds: [RunKind] {
        MaintenanceCadence.kinds.filter {
            $0 != .prune || vault.format != .repository || holdsSnapshots
        }
    }
}
