internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// An agent, as people see it.
struct AgentDocument: Sendable {
    let id: ID<Agent>
    let name: String
    let standing: AgentStanding
    let presence: Presence
    let fingerprint: String
    let labels: [String: String]
    let isWorker: Bool
    let limits: AgentLimitsDocument
    let machine: MachineDocument
    let created: Timestamp
    let lastSeen: Timestamp?

    /// Whether it can be reached.
    enum Presence: String, Sendable, CaseIterable {
        case connected
        /// Its link broke, and it may be back any moment.
        case missing
        case away
    }

    static let schema = Schema<AgentDocument>.object(
        "Agent", "A machine's own process, as the hub knows it.",
        Field("id", \.id, .id()), Field("name", \.name, .field(Fields.agentName)),
        Field("standing", \.standing, .choice, "What the hub lets it do."),
        Field("presence", \.presence, .choice, "Whether it can be reached."),
        Field("fingerprint", \.fingerprint, .text(39...39), "Of its keys."),
        Field("labels", \.labels, .labels),
        Field("worker", \.isWorker, .bool, "Whether it reads sources of the pool."),
        Field("limits", \.limits, AgentLimitsDocument.schema),
        Field("machine", \.machine, MachineDocument.schema),
        Field("created", \.created, .timestamp), Field(optional: "lastSeen", \.lastSeen, .timestamp)
    ) {
        AgentDocument(
            id: $0, name: $1, standing: $2, presence: $3, fingerprint: $4, labels: $5,
            isWorker: $6, limits: $7, machine: $8, created: $9, lastSeen: $10)
    }
}

extension AgentDocument {
    init(_ agent: Agent, isLinked: Bool, at now: Timestamp) {
        let presence: Presence =
            isLinked ? .connected : agent.isAway(at: now) ? .away : .missing
        self.init(
            id: agent.id, name: agent.name, standing: agent.standing, presence: presence,
            fingerprint: agent.key.fingerprint, labels: agent.labels,
            isWorker: agent.isWorker, limits: AgentLimitsDocument(agent),
            machine: MachineDocument(agent.machine), created: agent.created,
            lastSeen: agent.lastSeen)
    }
}

/// What a machine says of itself.
struct MachineDocument: Sendable {
    let hostName: String
    let program: String
    let system: String
    let architecture: String
    let processors: Int?
    let memory: Int64?

    static let schema = Schema<MachineDocument>.object(
        "Machine", "What a machine says of itself.",
        Field("hostName", \.hostName, .field(Fields.hostName)),
        Field("program", \.program, .text(1...100)), Field("system", \.system, .text(1...200)),
        Field("architecture", \.architecture, .text(1...40)),
        Field(optional: "processors", \.processors, .integer(1...65_536)),
        Field(optional: "memory", \.memory, .integer(0...Int64.max), "Bytes.")
    ) {
        MachineDocument(
            hostName: $0, program: $1, system: $2, architecture: $3, processors: $4, memory: $5)
    }
}

extension MachineDocument {
    init(_ machine: Machine) {
        self.init(
            hostName: machine.hostName, program: machine.program, system: machine.system,
            architecture: machine.architecture, processors: machine.capacity?.processors,
            memory: machine.capacity?.memory.bytes)
    }
}

/// What people change about an agent; what is missing stays as it is.
struct AgentForm: Sendable {
    let name: String?
    let labels: [String: String]?
    let isWorker: Bool?
    let limits: AgentLimitsForm?

    static let schema = Schema<AgentForm>.object(
        "AgentForm", "What people change about an agent; what is missing stays.",
        Field(optional: "name", \.name, .field(Fields.agentName)),
        Field(optional: "labels", \.labels, .labels, "All of them, instead of those before."),
        Field(
            optional: "worker", \.isWorker, .bool,
            "Whether it reads sources of the pool, with what lets it in there."),
        Field(optional: "limits", \.limits, AgentLimitsForm.schema)
    ) { AgentForm(name: $0, labels: $1, isWorker: $2, limits: $3) }
}

/// What the hub is to let an agent do.
struct StandingForm: Sendable {
    let standing: AgentStanding

    static let schema = Schema<StandingForm>.object(
        "StandingForm", "What the hub is to let an agent do.",
        Field("standing", \.standing, .choice, "An agent that was revoked stays so.")
    ) { StandingForm(standing: $0) }
}

extension Schema<[String: String]> {
    static let labels = Schema.map(
        of: .field(Fields.labelValue), keys: .field(Fields.labelKey), Fields.labelCount.range)
}
