package import Values

/// One execution of anything.
package struct Run: Hashable, Sendable {
    package let id: ID<Run>
    package let tenant: ID<Tenant>
    package let kind: RunKind
    package let cause: RunCause
    package let subject: RunSubject
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

    package init(
        id: ID<Run>, tenant: ID<Tenant>, kind: RunKind, cause: RunCause, subject: RunSubject,
        priority: RunPriority = .normal, position: RunPosition = RunPosition(),
        created: Timestamp, notBefore: Timestamp? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.kind = kind
        self.cause = cause
        self.subject = subject
        self.priority = priority
        self.position = position
        self.created = created
        self.notBefore = notBefore ?? created
        outcomes = VaultOutcomes(vaults: subject.vaults)
    }
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
    /// On whose machine it happens, where that is not for the hub to choose.
    package var agent: ID<Agent>?

    package init(
        source: ID<Source>? = nil, vaults: [ID<KnownVault>] = [],
        snapshot: ID<KnownSnapshot>? = nil, destination: RunDestination? = nil,
        agent: ID<Agent>? = nil
    ) {
        self.source = source
        self.vaults = vaults
        self.snapshot = snapshot
        self.destination = destination
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
