package import Domain
package import Values

/// What a batch of an agent's records names: it is loaded before they are read.
package struct RecordNames: Hashable, Sendable {
    package var runs: Set<ID<Run>> = []
    package var sources: Set<ID<Source>> = []
    package var vaults: Set<ID<KnownVault>> = []

    package init() {}
}

/// Everything that a batch of one agent's records is about, in the transaction that commits them.
package struct RunLedger: Sendable {
    /// As it is in this transaction.
    package let agent: Agent
    package let now: Timestamp
    package var journal: KnownJournal
    /// Those that are named and are of the agent's tenant.
    package let sources: [ID<Source>: SourcePlace]
    package let vaults: [ID<KnownVault>: KnownVault]
    /// How many runs this agent has that have not ended, and how many are of the last day.
    package private(set) var openCount: Int
    package private(set) var recentCount: Int
    /// Runs that are named and that the hub knows, whosever they are; and those that are new.
    package var runs: [ID<Run>: RunPage]
    /// What drills came to.
    package var drills: [KnownDrill] = []
    package var sightings: [SnapshotSighting] = []
    package var readings: [VaultReadingPage] = []
    /// Runs that the agent made and the hub knows nothing of, as far as they are remembered.
    package var unknown: [UnknownRun] = []
    /// Conditions that were observed.
    package var alerts: Set<AlertCondition> = []

    package init(
        agent: Agent, now: Timestamp, journal: KnownJournal,
        sources: [ID<Source>: SourcePlace], vaults: [ID<KnownVault>: KnownVault],
        openCount: Int, recentCount: Int, runs: [Run]
    ) {
        self.agent = agent
        self.now = now
        self.journal = journal
        self.sources = sources
        self.vaults = vaults
        self.openCount = openCount
        self.recentCount = recentCount
        self.runs = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, RunPage($0)) })
    }

    /// An agent may not fill the hub with runs that it thinks up.
    package static let openMax = 2000
    package static let recentMax = 50_000
    package static let recentSpan = Duration.seconds(86_400)

    /// A run that the agent fired. False where it has too many.
    package mutating func add(_ run: Run) -> Bool {
        guard openCount < Self.openMax, recentCount < Self.recentMax else { return false }
        openCount += 1
        recentCount += 1
        runs[run.id] = RunPage(run)
        return true
    }
}

/// A snapshot that somebody saw in a vault.
package struct SnapshotSighting: Hashable, Sendable {
    package let vault: ID<KnownVault>
    package let locator: String
    /// Of whom it is, where the one who saw it is believed about that.
    package let source: ID<Source>?
    package let run: ID<Run>?
    package let claimedTime: Timestamp
    /// Nil where only its being there was told.
    package let size: ByteCount?
    /// It lies there and is not good for anything.
    package let isDamaged: Bool
    /// When, by the hub's clock, as well as that is known.
    package let seen: Timestamp
    /// What the word of whoever saw it counts for, beside their own sources.
    package let belief: Belief

    /// Whom snapshots are told by that they neither made nor look after.
    package enum Belief: Hashable, Sendable {
        /// That there is one of this name, where nobody knew of it.
        case none
        /// What lies in the vault and what does not, for want of anybody who looks after it.
        case presence
        /// Everything: whoever tells it looks after the vault.
        case all
    }

    package init(
        vault: ID<KnownVault>, locator: String, source: ID<Source>?, run: ID<Run>?,
        claimedTime: Timestamp, size: ByteCount?, isDamaged: Bool = false, seen: Timestamp,
        belief: Belief = .none
    ) {
        self.vault = vault
        self.locator = locator
        self.source = source
        self.run = run
        self.claimedTime = claimedTime
        self.size = size
        self.isDamaged = isDamaged
        self.seen = seen
        self.belief = belief
    }
}

/// One page of a reading of a whole vault. When all pages are there, what was known before the
/// reading began and was not in it is gone.
package struct VaultReadingPage: Hashable, Sendable {
    package let vault: ID<KnownVault>
    package let reading: UUID
    package let page: Int
    package let isLast: Bool
    /// By the hub's clock, as well as that is known.
    package let began: Timestamp
    /// Whether what is missing counts as gone.
    package let isBelieved: Bool
    /// What was left there; counts with the last page.
    package let space: VaultSpace?

    package init(
        vault: ID<KnownVault>, reading: UUID, page: Int, isLast: Bool, began: Timestamp,
        isBelieved: Bool, space: VaultSpace? = nil
    ) {
        self.vault = vault
        self.reading = reading
        self.page = page
        self.isLast = isLast
        self.began = began
        self.isBelieved = isBelieved
        self.space = space
    }
}
