package import Domain
package import Values

/// What each agent is to go by, and what it goes by.
package protocol ConfigurationStore: Sendable {
    /// All that an agent's configuration is made of, as one consistent state; nil for an agent that
    /// is gone or revoked.
    func basis(of agent: ID<Agent>) async throws -> ConfigurationBasis?

    func configuration(of agent: ID<Agent>) async throws -> KeptConfiguration?

    /// How far agents are, without the contents.
    func configurationStates(
        of agents: [ID<Agent>]
    ) async throws -> [ID<Agent>: ConfigurationState]

    /// Keeps the next configuration of an agent. False where the last one is not the one before
    /// it, because somebody else made another, or the agent is gone.
    func keep(_ configuration: KeptConfiguration, of agent: ID<Agent>) async throws -> Bool

    /// Notes what an agent goes by, and what was wrong with the last it was sent. A hash of an
    /// older one is taken for what it is: it does not go by the wanted one. Returns the state.
    func noteApplied(
        _ hash: [UInt8]?, failure: RunFailure?, by agent: ID<Agent>, at now: Timestamp
    ) async throws -> ConfigurationState?

    /// The agents whose configuration has something of this in it.
    func agents(using subject: ConfigurationSubject) async throws -> Set<ID<Agent>>
}

/// What a change of a configuration begins with.
package enum ConfigurationSubject: Hashable, Sendable {
    case agent(ID<Agent>)
    case vault(ID<KnownVault>)
    case source(ID<Source>)
    case schedule(ID<Schedule>)
}

/// What an agent's configuration is made of.
package struct ConfigurationBasis: Hashable, Sendable {
    package let agent: Agent
    /// Of this agent, by id; without their commands, which are among the secrets.
    package let sources: [Versioned<Source>]
    /// Where these sources go, and those that lie on this agent or that it keeps, by id.
    package let vaults: [Versioned<KnownVault>]
    /// That fire one of the sources, by id.
    package let schedules: [Versioned<Schedule>]
    /// Those that the vaults name, by id.
    package let keys: [KnownKey]
    /// Of the agent, its sources and the vaults, for the daily work, by id.
    package let secrets: [StoredSecret]

    package init(
        agent: Agent, sources: [Versioned<Source>], vaults: [Versioned<KnownVault>],
        schedules: [Versioned<Schedule>], keys: [KnownKey], secrets: [StoredSecret]
    ) {
        self.agent = agent
        self.sources = sources
        self.vaults = vaults
        self.schedules = schedules
        self.keys = keys
        self.secrets = secrets
    }
}

/// A configuration as it was signed for its agent.
package struct KeptConfiguration: Hashable, Sendable {
    package let serial: Int64
    /// What it was made of: with the same basis there is nothing new to say.
    package let basis: [UInt8]
    /// Sealed under the master key: there are commands in it.
    package let content: [UInt8]
    package let signature: [UInt8]
    /// SHA-256 of the content.
    package let hash: [UInt8]
    package let made: Timestamp

    package init(
        serial: Int64, basis: [UInt8], content: [UInt8], signature: [UInt8], hash: [UInt8],
        made: Timestamp
    ) {
        self.serial = serial
        self.basis = basis
        self.content = content
        self.signature = signature
        self.hash = hash
        self.made = made
    }
}

/// What an agent is to go by, and what it goes by.
package struct ConfigurationState: Hashable, Sendable {
    package let wanted: Int64
    package let made: Timestamp
    /// Nil while it was never told that it goes by any.
    package let applied: Int64?
    package let appliedAt: Timestamp?
    /// What the agent said was wrong with the last it was sent.
    package let failure: RunFailure?

    package init(
        wanted: Int64, made: Timestamp, applied: Int64?, appliedAt: Timestamp?,
        failure: RunFailure?
    ) {
        self.wanted = wanted
        self.made = made
        self.applied = applied
        self.appliedAt = appliedAt
        self.failure = failure
    }

    package var isApplied: Bool { applied == wanted }
}
