package import Domain
package import Values

/// What the overview of a tenant says, read from what is kept with every change: however many
/// agents and snapshots there are, as many rows are read.
package protocol OverviewStore: Sendable {
    /// All of it as it is at one moment.
    ///
    /// - Parameters:
    ///   - first: the first of the days that are told of, counted in UTC since 1970.
    ///   - needyMax: as many needy sources are named.
    ///   - vaultsMax: as many vaults are, of each kind.
    func overview(
        of tenant: ID<Tenant>, since first: Int64, needyMax: Int, vaultsMax: Int
    ) async throws -> TenantOverview

    /// How these sources stand, of those that are the tenant's.
    func summaries(
        of sources: Set<ID<Source>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: SourceSummary]

    /// What is known of these vaults at one moment, of those that are the tenant's.
    ///
    /// - Parameter first: the first day whose measures are told, counted in UTC since 1970.
    func figures(
        of vaults: Set<ID<KnownVault>>, in tenant: ID<Tenant>, since first: Int64
    ) async throws -> [ID<KnownVault>: VaultFigures]

    /// When the first schedules of a tenant fire, in the order of their age, without the sources
    /// that they fire: of those as many are counted as are told of.
    func outlines(of tenant: ID<Tenant>, limit: Int) async throws -> [ScheduleOutline]

    /// How old what there is of each of these agents' machines is, of those that are the tenant's
    /// and have sources that are switched on. Reads no other agents' sources.
    func copies(
        of agents: Set<ID<Agent>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Agent>: AgentCopies]

    /// What goes on and what waits for somebody; reads a bounded number of rows.
    func pulse(of tenant: ID<Tenant>) async throws -> TenantPulse
}

/// How much goes on in a tenant, and how much waits for somebody.
package struct TenantPulse: Hashable, Sendable {
    /// More are not counted.
    package static let countMax = 100

    /// That have not ended.
    package var runs: Int
    /// That are not resolved.
    package var alerts: Int

    package init(runs: Int = 0, alerts: Int = 0) {
        self.runs = runs
        self.alerts = alerts
    }
}

/// A schedule without the sources that it fires.
package struct ScheduleOutline: Hashable, Sendable {
    /// More are not counted.
    package static let countMax = 100

    package let schedule: ID<Schedule>
    package let name: String
    package let time: ScheduleTime
    package let isEnabled: Bool
    /// How many it fires; one more than `countMax` where there are more.
    package let sources: Int

    package init(
        schedule: ID<Schedule>, name: String, time: ScheduleTime, isEnabled: Bool, sources: Int
    ) {
        self.schedule = schedule
        self.name = name
        self.time = time
        self.isEnabled = isEnabled
        self.sources = sources
    }
}

/// What there is of one machine, by the sources of it that are switched on.
package struct AgentCopies: Hashable, Sendable {
    /// Of the source whose latest good backup is the oldest; nil where a source has none at all.
    package var oldestGood: Timestamp?
    /// The backup of one of them that was made last, of those that ended.
    package var last: Last?
    /// When they are due.
    package var times: Set<ScheduleTime>

    package struct Last: Hashable, Sendable {
        package let run: ID<Run>
        package let state: RunState
        package let ended: Timestamp

        package init(run: ID<Run>, state: RunState, ended: Timestamp) {
            self.run = run
            self.state = state
            self.ended = ended
        }
    }

    package init(oldestGood: Timestamp?, last: Last? = nil, times: Set<ScheduleTime> = []) {
        self.oldestGood = oldestGood
        self.last = last
        self.times = times
    }
}

/// The figures of a tenant.
package struct TenantOverview: Hashable, Sendable {
    package var tally = TenantTally()
    /// Those on which something happened, in order.
    package var days: [DayTally] = []
    /// The worst first, and of those the ones that ended last.
    package var needy: [SourceSummary] = []
    /// Vaults that could not be made, the oldest first.
    package var failedVaults: [VaultTally] = []
    /// Those that hold most, first.
    package var fullest: [VaultTally] = []
    /// Runs that have not ended; more than `openRunsMax` are not counted.
    package var openRuns = 0
    /// The latest drill that showed a restore to work.
    package var proven: ProvenRestore?
    /// Alerts that are not resolved, the critical ones first, and of those the oldest: no more
    /// than `alertsMax`, and none that how sources and vaults stand tells of already.
    package var alerts: [Alert] = []

    package init() {}

    package static let openRunsMax = 1000
    package static let alertsMax = 20
    /// The kinds of alerts that `needy` and `failedVaults` tell of.
    package static let alertsToldElsewhere: Set = [
        "backup_failed", "vault_missed", "source_stale", "init_failed",
    ]
}

/// How much a tenant has of everything; also, by how much that changes.
package struct TenantTally: Hashable, Sendable {
    package var agents: Int64 = 0
    package var vaults: Int64 = 0
    /// Those that are in their vaults.
    package var snapshots: Int64 = 0
    /// What those take, in bytes.
    package var stored: Int64 = 0
    package var sources: [SourceStanding: Int64] = [:]

    package init() {}

    package func count(_ standing: SourceStanding) -> Int64 { sources[standing] ?? 0 }

    package var sourceCount: Int64 { sources.values.reduce(0, +) }
}

/// What ended on a day, by UTC.
package struct DayTally: Hashable, Sendable {
    /// Since 1970.
    package let day: Int64
    package var succeeded: Int64 = 0
    package var warned: Int64 = 0
    package var failed: Int64 = 0
    package var cancelled: Int64 = 0
    package var skipped: Int64 = 0
    /// What was read, in bytes.
    package var content: Int64 = 0
    /// By how much the stored bytes changed.
    package var stored: Int64 = 0

    package init(day: Int64) {
        self.day = day
    }

    /// Runs that did what they were for, or tried.
    package var runs: Int64 { succeeded + warned + failed }
}

extension Timestamp {
    /// The day by UTC, counted since 1970.
    package var day: Int64 {
        let seconds = seconds
        return (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    }
}

/// How a source stands.
package struct SourceSummary: Hashable, Sendable {
    package let source: ID<Source>
    package let name: String
    package let agent: ID<Agent>?
    package let standing: SourceStanding
    package let run: ID<Run>?
    package let ended: Timestamp?
    package let lastGood: Timestamp?

    package init(
        source: ID<Source>, name: String, agent: ID<Agent>?, standing: SourceStanding,
        run: ID<Run>?, ended: Timestamp?, lastGood: Timestamp?
    ) {
        self.source = source
        self.name = name
        self.agent = agent
        self.standing = standing
        self.run = run
        self.ended = ended
        self.lastGood = lastGood
    }
}

/// What a vault holds.
package struct VaultTally: Hashable, Sendable {
    package let vault: ID<KnownVault>
    package let name: String
    package let snapshots: Int64
    package let stored: ByteCount

    package init(
        vault: ID<KnownVault>, name: String, snapshots: Int64, stored: ByteCount
    ) {
        self.vault = vault
        self.name = name
        self.snapshots = snapshots
        self.stored = stored
    }
}

/// A drill that passed.
package struct ProvenRestore: Hashable, Sendable {
    package let run: ID<Run>
    package let source: ID<Source>?
    package let ended: Timestamp

    package init(run: ID<Run>, source: ID<Source>?, ended: Timestamp) {
        self.run = run
        self.source = source
        self.ended = ended
    }
}

/// What a vault holds, what was done to it last, and how much room is left at its place.
package struct VaultFigures: Hashable, Sendable {
    package let snapshots: Int64
    package let stored: ByteCount
    /// When it was read as a whole last.
    package let read: Timestamp?
    /// How much it is meant to hold; nil for as much as there is room.
    package let quota: ByteCount?
    /// By the names of the kinds.
    package var care: [VaultCare]
    /// In order of time.
    package var space: [VaultSpace]

    package init(
        snapshots: Int64, stored: ByteCount, read: Timestamp?, quota: ByteCount? = nil,
        care: [VaultCare] = [], space: [VaultSpace] = []
    ) {
        self.snapshots = snapshots
        self.stored = stored
        self.read = read
        self.quota = quota
        self.care = care
        self.space = space
    }

    package var room: VaultRoom { VaultRoom(space, quota: quota) }
}
