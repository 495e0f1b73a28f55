package import Values

/// One execution of anything.
package struct Run: Hashable, Sendable {
    package let id: ID<Run>
    package let tenant: ID<Tenant>
    package let kind: RunKind
    package let cause: RunCause
    package let subject: RunSubject
    /// Whether its agent fired it itself: then that agent alone says how it goes, and nobody gives
    /// it out.
    package let isOwn: Bool
    package var priority: RunPriority
    package var position: RunPosition
    /// By the hub's clock; what lists are ordered by.
    package let created: Timestamp
    /// When the next attempt may begin.
    package var notBefore: Timestamp
    package var started: Timestamp?
    package var ended: Timestamp?
    /// Who works on it, or worked on it last.
    package var agent: ID<Agent>?
    package var incarnation: ID<Incarnation>?
    package var outcomes: VaultOutcomes
    package var skipReason: SkipReason?
    package var failure: RunFailure?
    package var tally = RunTally()
    /// What a restore would do, or did not do because of it.
    package var preview: RestorePreview?
    /// Entries that a restore left alone because something else was there.
    package var skipped: Int64?
    /// How often it was given out in vain.
    package var tries = 0

    package init(
        id: ID<Run>, tenant: ID<Tenant>, kind: RunKind, cause: RunCause, subject: RunSubject,
        isOwn: Bool = false, priority: RunPriority = .normal,
        position: RunPosition = RunPosition(), created: Timestamp, notBefore: Timestamp? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.kind = kind
        self.cause = cause
        self.subject = subject
        self.isOwn = isOwn
        self.priority = priority
        self.position = position
        self.created = created
        self.notBefore = notBefore ?? created
        outcomes = VaultOutcomes(vaults: subject.vaults)
    }
}

extension Run {
    /// Whether any worker may have it: then it is lent for a time, and taken over from one that
    /// says nothing more.
    package var isPooled: Bool {
        kind == .backup && !isOwn && subject.source != nil && subject.agent == nil
    }
}

/// What a run came to, counted, and how much of its log there is.
package struct RunTally: Hashable, Sendable {
    package var entries: Int64 = 0
    /// What was read, before anything was left out or made smaller.
    package var content = ByteCount(0)
    package var issues = 0
    /// Of its events: the number of the last one.
    package var events: Int64 = 0
    package var lines = 0
    /// Of those lines.
    package var lineBytes = ByteCount(0)
    /// Lines beyond what is kept of one run.
    package var linesDropped: Int64 = 0

    package init() {}

    /// More than people read, and less than fills a disk.
    package static let linesMax = 10_000
    package static let lineBytesMax = ByteCount.mebibytes(4)
}

/// Why there is a run.
package enum RunCause: Hashable, Sendable {
    case firing(Firing)
    /// The vault's own cadence.
    case maintenance
    /// Somebody asked for it.
    case user(ID<User>)
    /// The hub itself, as after enrolment.
    case hub
}

/// What a run is about.
package struct RunSubject: Hashable, Sendable {
    package var source: ID<Source>?
    /// What outcomes are for, the source's vaults first as it names them.
    package var vaults: [ID<KnownVault>]
    package var snapshot: ID<KnownSnapshot>?
    /// Where files go; nil for runs that write none.
    package var destination: RunDestination?
    /// Of the snapshot, from its root; empty for all of it.
    package var paths: [String]
    /// How files are given back; only of restores.
    package var terms: RestoreTerms?
    /// Of the content that a check reads; nil for as much as the vault says.
    package var percent: Int?
    /// Everything goes, and not only what nothing needs; only of a prune.
    package var isWipe = false
    /// Nil where nothing is limited for this run alone; only of backups and restores.
    package var bandwidth: Bandwidth?
    /// On whose machine it happens, where that is not for the hub to choose.
    package var agent: ID<Agent>?

    package init(
        source: ID<Source>? = nil, vaults: [ID<KnownVault>] = [],
        snapshot: ID<KnownSnapshot>? = nil, destination: RunDestination? = nil,
        paths: [String] = [], agent: ID<Agent>? = nil
    ) {
        self.source = source
        self.vaults = vaults
        self.snapshot = snapshot
        self.destination = destination
        self.paths = paths
        self.agent = agent
    }

    /// What a run of this kind would lack. Who keeps a vault, which credential travels and what
    /// the clocks say is asked when the run is given out.
    package func lacking(for kind: RunKind) -> Set<RunNeed> {
        kind.needs.filter { need in
            switch need {
            case .source: source == nil
            case .vaults: vaults.isEmpty
            case .vault: vaults.count != (kind.needs.contains(.otherVault) ? 2 : 1)
            case .otherVault: Set(vaults).count != 2
            case .snapshot: snapshot == nil
            case .destination: destination == nil
            case .agent: agent == nil
            case .keeper, .deleteCredential, .thawed, .rightClock: false
            }
        }
    }
}

extension Run {
    /// Whether it takes away by the keep rules of one source, and not of all that are in a vault.
    package var forgetsOfOneSource: Bool { kind == .forget && subject.source != nil }
}

/// Where files of a snapshot go.
package enum RunDestination: Hashable, Sendable {
    /// Back to where they came from; the person typed the host's name.
    case inPlace
    /// A folder of the agent, which its policy has to allow.
    case folder(path: String)
    /// A person's browser, through the hub.
    case download
}

/// What goes first where not everything can go at once.
package enum RunPriority: String, Hashable, Sendable, CaseIterable {
    case high, normal, low

    /// Smaller goes first.
    package var rank: Int {
        switch self {
        case .high: 0
        case .normal: 1
        case .low: 2
        }
    }
}
