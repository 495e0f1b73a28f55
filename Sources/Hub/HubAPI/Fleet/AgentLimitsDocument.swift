internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// How much of its machine the hub lets an agent take; what is missing is not limited here.
struct AgentLimitsDocument: Sendable {
    let runsAtOnce: Int?
    let upload: ByteCount?
    let download: ByteCount?
    let niceness: Int?

    static let schema = Schema<AgentLimitsDocument>.object(
        "AgentLimits", "How much of its machine an agent takes; what is missing is not limited.",
        Field(
            optional: "atOnce", \.runsAtOnce, .field(Fields.concurrentRuns),
            "How many runs at once."),
        Field(
            optional: "upload", \.upload, .rate, "Bytes a second to vaults, all runs together."),
        Field(optional: "download", \.download, .rate, "Bytes a second from vaults."),
        Field(optional: "niceness", \.niceness, .field(Fields.niceness))
    ) { AgentLimitsDocument(runsAtOnce: $0, upload: $1, download: $2, niceness: $3) }
}

extension AgentLimitsDocument {
    init(_ agent: Agent) {
        self.init(
            runsAtOnce: agent.runsAtOnce, upload: agent.limits.upload,
            download: agent.limits.download, niceness: agent.limits.niceness)
    }
}

/// What is to be other about it.
struct AgentLimitsForm: Sendable {
    let runsAtOnce: Int??
    let upload: ByteCount??
    let download: ByteCount??
    let niceness: Int??

    static let schema = Schema<AgentLimitsForm>.object(
        "AgentLimitsForm",
        "What is to be other about how much of its machine an agent takes; what is missing stays, "
            + "and `null` takes a limit away.",
        Field(
            optional: "atOnce", \.runsAtOnce, .nullable(.field(Fields.concurrentRuns)),
            "How many runs at once."),
        Field(
            optional: "upload", \.upload, .nullable(.rate),
            "Bytes a second to vaults, all runs together."),
        Field(
            optional: "download", \.download, .nullable(.rate), "Bytes a second from vaults."),
        Field(optional: "niceness", \.niceness, .nullable(.field(Fields.niceness)))
    ) { AgentLimitsForm(runsAtOnce: $0, upload: $1, download: $2, niceness: $3) }

    var edit: AgentLimitsEdit {
        AgentLimitsEdit(
            runsAtOnce: Change(runsAtOnce), upload: Change(upload), download: Change(download),
            niceness: Change(niceness))
    }
}

/// What several agents are to take of their machines.
struct FleetLimitsForm: Sendable {
    let choice: FleetChoiceForm
    let limits: AgentLimitsForm
    let isRehearsal: Bool

    static let schema = Schema<FleetLimitsForm>.object(
        "FleetLimitsForm", "What several agents are to take of their machines.",
        Field("choice", \.choice, FleetChoiceForm.schema),
        Field("limits", \.limits, AgentLimitsForm.schema),
        Field("rehearsal", \.isRehearsal, .bool, default: false, "Only tell what would be.")
    ) { FleetLimitsForm(choice: $0, limits: $1, isRehearsal: $2) }
}

/// What several agents take of their machines, or would.
struct FleetLimitsDocument: Sendable {
    let items: [Item]
    let changed: Int

    struct Item: Sendable {
        let agent: ID<Agent>
        let name: String
        let before: AgentLimitsDocument
        let after: AgentLimitsDocument

        static let schema = Schema<Item>.object(
            "FleetLimit", "What one agent takes of its machine.",
            Field("agent", \.agent, .id()), Field("name", \.name, .field(Fields.agentName)),
            Field("before", \.before, AgentLimitsDocument.schema),
            Field("after", \.after, AgentLimitsDocument.schema)
        ) { Item(agent: $0, name: $1, before: $2, after: $3) }
    }

    static let schema = Schema<FleetLimitsDocument>.object(
        "FleetLimits", "What several agents take of their machines, or would.",
        Field("items", \.items, .list(of: Item.schema, 0...FleetWork.agentsMax)),
        Field("changed", \.changed, .integer(0...Int.max), "Agents; 0 of a rehearsal.")
    ) { FleetLimitsDocument(items: $0, changed: $1) }
}

extension FleetLimitsDocument {
    init(_ agents: [Agent], _ edit: AgentLimitsEdit, _ outcome: FleetWork.Outcome? = nil) {
        self.init(
            items: agents.map { agent in
                Item(
                    agent: agent.id, name: agent.name, before: AgentLimitsDocument(agent),
                    after: AgentLimitsDocument(edit.applied(to: agent)))
            }, changed: outcome?.done ?? 0)
    }
}
