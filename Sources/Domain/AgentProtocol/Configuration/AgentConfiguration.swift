package import Domain
package import JSON
package import Values

/// All that one agent is to know, whole: what it protects, when, and where it goes. Signed by the
/// hub as the bytes it was sent as, and known by their hash.
package struct AgentConfiguration: Hashable, Sendable {
    package struct Schedule: Hashable, Sendable {
        package let id: ID<Domain.Schedule>
        package let time: ScheduleTime
        package let sources: [ID<Source>]
        package let isEnabled: Bool
        package let jitter: Duration
        package let effective: Timestamp

        package init(
            id: ID<Domain.Schedule>, time: ScheduleTime, sources: [ID<Source>], isEnabled: Bool,
            jitter: Duration, effective: Timestamp
        ) {
            self.id = id
            self.time = time
            self.sources = sources
            self.isEnabled = isEnabled
            self.jitter = jitter
            self.effective = effective
        }
    }

    package let agent: ID<Agent>
    package let hub: ID<Hub>
    package let hubIncarnation: ID<Incarnation>
    /// Grows with each configuration of one incarnation of the hub, so that an old one cannot be
    /// played again.
    package let serial: Int64
    package let sources: [ConfiguredSource]
    package let vaults: [ConfiguredVault]
    package let schedules: [Schedule]
    /// How many runs at once.
    package let capacity: Int
    /// By what the hub is recognised from now on; empty where nothing changes.
    package let pins: [HubPin]
    /// How much of its machine it takes, all runs together.
    package let limits: AgentLimits

    /// How many runs at once, until somebody says otherwise: an agent that just joined says so in
    /// its hello, before it was told anything.
    package static let capacityDefault = 2

    package init(
        agent: ID<Agent>, hub: ID<Hub>, hubIncarnation: ID<Incarnation>, serial: Int64,
        sources: [ConfiguredSource], vaults: [ConfiguredVault], schedules: [Schedule],
        capacity: Int, pins: [HubPin] = [], limits: AgentLimits = .none
    ) {
        self.agent = agent
        self.hub = hub
        self.hubIncarnation = hubIncarnation
        self.serial = serial
        self.sources = sources
        self.vaults = vaults
        self.schedules = schedules
        self.capacity = capacity
        self.pins = pins
        self.limits = limits
    }

    package static let schema = Schema<AgentConfiguration>.object(
        "AgentConfiguration", "All that one agent is to know.",
        Field("holdfast", { _ in "agent-configuration" }, .configurationWord),
        Field("version", { _ in 1 }, .integer(1...1)),
        Field("agent", \.agent, .id()), Field("hub", \.hub, .id()),
        Field("hubIncarnation", \.hubIncarnation, .id()), Field("serial", \.serial, .sequence),
        Field("sources", \.sources, .list(of: .configured, 0...ProtocolLimits.sourcesMax)),
        Field("vaults", \.vaults, .list(of: .configured, 0...ProtocolLimits.vaultsMax)),
        Field("schedules", \.schedules, .list(of: .configured, 0...ProtocolLimits.schedulesMax)),
        Field("capacity", \.capacity, .field(Fields.concurrentRuns)),
        Field("pins", \.pins, .list(of: HubPin.schema, 0...HubPin.countMax)),
        Field("limits", \.limits, .limits, default: .none)
    ) {
        _, _, agent, hub, incarnation, serial, sources, vaults, schedules, capacity, pins, limits in
        let configuration = AgentConfiguration(
            agent: agent, hub: hub, hubIncarnation: incarnation, serial: serial, sources: sources,
            vaults: vaults, schedules: schedules, capacity: capacity, pins: pins, limits: limits)
        if let contradiction = configuration.contradiction {
            throw Violation.Reason.invalid(code: "contradiction", message: contradiction)
        }
        return configuration
    }

    /// Why the parts do not make one configuration; nil when they do.
    private var contradiction: String? {
        let sourceIDs = Set(sources.map(\.id))
        let vaultIDs = Set(vaults.map(\.id))
        if sourceIDs.count != sources.count || vaultIDs.count != vaults.count
            || Set(schedules.map(\.id)).count != schedules.count
        {
            return "Something is there twice."
        }
        if !sources.allSatisfy({ Set($0.vaults).isSubset(of: vaultIDs) }) {
            return "A source goes to a vault that is missing."
        }
        if !schedules.allSatisfy({ Set($0.sources).isSubset(of: sourceIDs) }) {
            return "A schedule fires a source that is missing."
        }
        return nil
    }
}

/// A source as its agent has to know it.
package struct ConfiguredSource: Hashable, Sendable {
    package let id: ID<Source>
    package let tenant: ID<Tenant>
    package let name: String
    package let configuration: SourceConfiguration
    package let vaults: [ID<KnownVault>]
    package let retry: SourceRetry
    package let overlap: OverlapPolicy
    package let issueRule: IssueRule
    package let hooks: Hooks
    package let isEnabled: Bool
    package let secrets: [SealedSecret]

    package init(_ source: Source, secrets: [SealedSecret]) {
        self.init(
            id: source.id, tenant: source.tenant, name: source.name,
            configuration: source.configuration, vaults: source.vaults, retry: source.retry,
            overlap: source.overlap, issueRule: source.issueRule, hooks: source.hooks,
            isEnabled: source.isEnabled, secrets: secrets)
    }

    init(
        id: ID<Source>, tenant: ID<Tenant>, name: String, configuration: SourceConfiguration,
        vaults: [ID<KnownVault>], retry: SourceRetry, overlap: OverlapPolicy,
        issueRule: IssueRule, hooks: Hooks, isEnabled: Bool, secrets: [SealedSecret]
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.configuration = configuration
        self.vaults = vaults
        self.retry = retry
        self.overlap = overlap
        self.issueRule = issueRule
        self.hooks = hooks
        self.isEnabled = isEnabled
        self.secrets = secrets
    }
}

/// A vault as somebody who writes to it has to know it.
package struct ConfiguredVault: Hashable, Sendable {
    package let id: ID<KnownVault>
    package let format: KnownVault.Format
    package let place: String
    package let secrets: [SealedSecret]
    /// How fast the agent goes to it and from it, all its runs together.
    package let bandwidth: Bandwidth
    /// Whether whoever reads it as a whole counts the bytes of all that lies there.
    package let isCounted: Bool

    package init(
        id: ID<KnownVault>, format: KnownVault.Format, place: String, secrets: [SealedSecret],
        bandwidth: Bandwidth = .unbounded, isCounted: Bool = false
    ) {
        self.id = id
        self.format = format
        self.place = place
        self.secrets = secrets
        self.bandwidth = bandwidth
        self.isCounted = isCounted
    }
}

/// A secret that only one agent can open.
package struct SealedSecret: Hashable, Sendable, CustomStringConvertible {
    /// What it is for, as in `password`.
    package let name: String
    /// A sealed box to the agent's key.
    package let box: [UInt8]

    package init(name: String, box: [UInt8]) {
        self.name = name
        self.box = box
    }

    package var description: String { "\(name) ‹sealed›" }
}
