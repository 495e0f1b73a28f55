internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// Which agents are meant.
struct FleetChoiceForm: Sendable {
    let agents: [ID<Agent>]?
    let labels: [String: String]
    let text: String?
    let standing: AgentStanding?
    let isAll: Bool

    static let schema = Schema<FleetChoiceForm>.object(
        "FleetChoice",
        "Which agents are meant: those that are named, or those that fit all that is said, the "
            + "oldest \(FleetWork.agentsMax) of them.",
        Field(optional: "agents", \.agents, .list(of: .id(), 1...FleetWork.agentsMax)),
        Field("labels", \.labels, .labels, default: [:], "Each has to be there with this value."),
        Field(
            optional: "text", \.text, .text(1...100),
            "A part of the name or of the host's name."),
        Field(optional: "standing", \.standing, .choice),
        Field("all", \.isAll, .bool, default: false, "Every agent, where nothing else is said.")
    ) { FleetChoiceForm(agents: $0, labels: $1, text: $2, standing: $3, isAll: $4) }
}

/// That several agents are to back up what they protect.
struct FleetBackupsForm: Sendable {
    let choice: FleetChoiceForm
    let isRehearsal: Bool

    static let schema = Schema<FleetBackupsForm>.object(
        "FleetBackupsForm", "That several agents are to back up what they protect.",
        Field("choice", \.choice, FleetChoiceForm.schema),
        Field("rehearsal", \.isRehearsal, .bool, default: false, "Only tell what would begin.")
    ) { FleetBackupsForm(choice: $0, isRehearsal: $1) }
}

/// What begins, or would.
struct FleetBackupsDocument: Sendable {
    let items: [Item]
    let begun: Int
    let refused: [RefusalCount]

    struct Item: Sendable {
        let agent: ID<Agent>
        let name: String
        let standing: AgentStanding
        let sources: [Named]
        let isIdle: Bool

        static let schema = Schema<Item>.object(
            "FleetBackup", "What begins on one agent.",
            Field("agent", \.agent, .id()), Field("name", \.name, .field(Fields.agentName)),
            Field("standing", \.standing, .choice),
            Field(
                "sources", \.sources, .list(of: Named.schema, 0...1000),
                "Those that are switched on."),
            Field(
                "idle", \.isIdle, .bool,
                "Nothing begins: it has no sources, or does not work at the moment.")
        ) { Item(agent: $0, name: $1, standing: $2, sources: $3, isIdle: $4) }
    }

    struct Named: Sendable {
        let id: ID<Source>
        let name: String

        static let schema = Schema<Named>.object(
            "NamedSource", "A source, by what it is called.",
            Field("id", \.id, .id()), Field("name", \.name, .field(Fields.sourceName))
        ) { Named(id: $0, name: $1) }
    }

    static let schema = Schema<FleetBackupsDocument>.object(
        "FleetBackups", "What begins on several agents, or would.",
        Field("items", \.items, .list(of: Item.schema, 0...FleetWork.agentsMax)),
        Field("begun", \.begun, .integer(0...Int.max), "Runs; 0 of a rehearsal."),
        Field("refused", \.refused, RefusalCount.list)
    ) { FleetBackupsDocument(items: $0, begun: $1, refused: $2) }
}

extension FleetBackupsDocument {
    init(_ plans: [FleetWork.BackupPlan], _ outcome: FleetWork.Outcome? = nil) {
        self.init(
            items: plans.map { plan in
                Item(
                    agent: plan.agent.id, name: plan.agent.name, standing: plan.agent.standing,
                    sources: plan.sources.map { Named(id: $0.id, name: $0.name) },
                    isIdle: plan.isIdle)
            }, begun: outcome?.done ?? 0, refused: RefusalCount.all(of: outcome))
    }
}

/// How several agents are to be labelled.
struct FleetLabelsForm: Sendable {
    let choice: FleetChoiceForm
    let added: [String: String]
    let removed: [String]
    let isRehearsal: Bool

    static let schema = Schema<FleetLabelsForm>.object(
        "FleetLabelsForm", "How several agents are to be labelled.",
        Field("choice", \.choice, FleetChoiceForm.schema),
        Field("set", \.added, .labels, default: [:], "With these values from now on."),
        Field(
            "unset", \.removed,
            .list(of: .field(Fields.labelKey), Fields.labelCount.range),
            default: [], "Taken away."),
        Field("rehearsal", \.isRehearsal, .bool, default: false, "Only tell what would be.")
    ) { FleetLabelsForm(choice: $0, added: $1, removed: $2, isRehearsal: $3) }

    var edit: FleetWork.LabelEdit { FleetWork.LabelEdit(added: added, removed: Set(removed)) }
}

/// How several agents are labelled, or would be.
struct FleetLabelsDocument: Sendable {
    let items: [Item]
    let changed: Int
    let refused: [RefusalCount]

    struct Item: Sendable {
        let agent: ID<Agent>
        let name: String
        let before: [String: String]
        let after: [String: String]?

        static let schema = Schema<Item>.object(
            "FleetLabel", "How one agent is labelled.",
            Field("agent", \.agent, .id()), Field("name", \.name, .field(Fields.agentName)),
            Field("before", \.before, .labels),
            Field(optional: "after", \.after, .labels, "Missing where it would have too many.")
        ) { Item(agent: $0, name: $1, before: $2, after: $3) }
    }

    static let schema = Schema<FleetLabelsDocument>.object(
        "FleetLabels", "How several agents are labelled, or would be.",
        Field("items", \.items, .list(of: Item.schema, 0...FleetWork.agentsMax)),
        Field("changed", \.changed, .integer(0...Int.max), "Agents; 0 of a rehearsal."),
        Field("refused", \.refused, RefusalCount.list)
    ) { FleetLabelsDocument(items: $0, changed: $1, refused: $2) }
}

extension FleetLabelsDocument {
    init(
        _ agents: [Agent], _ edit: FleetWork.LabelEdit,
        _ outcome: FleetWork.Outcome? = nil
    ) {
        self.init(
            items: agents.map { agent in
                Item(
                    agent: agent.id, name: agent.name, before: agent.labels,
                    after: edit.applied(to: agent.labels))
            }, changed: outcome?.done ?? 0, refused: RefusalCount.all(of: outcome))
    }
}

/// How often a rule said no.
struct RefusalCount: Sendable {
    let code: String
    let count: Int

    static let list = Schema.list(
        of: Schema<RefusalCount>.object(
            "RefusalCount", "How often a rule said no.",
            Field("code", \.code, .text(1...64)), Field("count", \.count, .integer(1...Int.max))
        ) { RefusalCount(code: $0, count: $1) }, 0...Refusal.allCases.count)

    static func all(of outcome: FleetWork.Outcome?) -> [RefusalCount] {
        (outcome?.refused ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { RefusalCount(code: $0.key.rawValue, count: $0.value) }
    }
}
