internal import Domain
internal import Values

// How agents lie in their tables; what the ports about them share.

extension Agent {
    static let columns: SQL = """
        id, tenant_id, name, signing_key, sealing_key, standing, is_worker, host_name, program, \
        system, architecture, processors, memory, created_at, last_seen_at, incarnation, \
        runs_at_once, upload_max, download_max, niceness
        """

    /// Without its labels, which lie in a table of their own.
    init(row: Row, labels: [String: String]) throws {
        let tenant: ID<Tenant>? = try row.get("tenant_id")
        self.init(
            id: try row.get("id"), scope: tenant.map(Scope.tenant) ?? .hub,
            name: try row.get("name"), machine: try Machine(row: row),
            key: try AgentKey(row: row), standing: try row.get("standing"), labels: labels,
            isWorker: try row.get("is_worker"), limits: try AgentLimits(row: row),
            runsAtOnce: try row.get("runs_at_once"), created: try row.get("created_at"),
            lastSeen: try row.get("last_seen_at"), incarnation: try row.get("incarnation"))
    }
}

extension AgentLimits {
    fileprivate init(row: Row) throws {
        let (upload, download): (Int64?, Int64?) = (
            try row.get("upload_max"), try row.get("download_max")
        )
        self.init(
            upload: upload.map { ByteCount($0) }, download: download.map { ByteCount($0) },
            niceness: try row.get("niceness"))
    }
}

extension Agent.Scope {
    var tenant: ID<Tenant>? { if case .tenant(let tenant) = self { tenant } else { nil } }

    /// The condition that an agent is of it.
    var condition: SQL { tenant.map { "tenant_id = \($0)" } ?? "tenant_id IS NULL" }
}

extension AgentKey {
    init(row: Row) throws {
        guard
            let key = AgentKey(
                signing: try row.get("signing_key"), sealing: try row.get("sealing_key"))
        else { throw StoreError(.corrupt, "a key in the database has the wrong length") }
        self = key
    }
}

extension Machine {
    init(row: Row) throws {
        self.init(
            hostName: try row.get("host_name"), program: try row.get("program"),
            system: try row.get("system"), architecture: try row.get("architecture"))
    }

    /// For a table that keeps what a machine has as well.
    mutating func readCapacity(_ row: Row) throws {
        guard let processors: Int = try row.get("processors"),
            let memory: Int64 = try row.get("memory")
        else { return }
        capacity = Capacity(processors: processors, memory: ByteCount(memory))
    }
}

private struct AgentRow: RowDecodable {
    var agent: Agent

    init(row: Row) throws {
        agent = try Agent(row: row, labels: [:])
        try agent.machine.readCapacity(row)
    }
}

extension ReadTransaction {
    borrowing func agent(_ id: ID<Agent>) throws -> Agent? {
        try agents("SELECT \(Agent.columns) FROM agents WHERE id = \(id)").first
    }

    borrowing func agent(signingWith key: [UInt8]) throws -> Agent? {
        try agents("SELECT \(Agent.columns) FROM agents WHERE signing_key = \(key)").first
    }

    /// The agents of a query for their columns, with their labels.
    borrowing func agents(_ query: SQL) throws -> [Agent] {
        var agents = try all(query, as: AgentRow.self).map(\.agent)
        for index in agents.indices {
            var labels: [String: String] = [:]
            try forEach(
                "SELECT label, value FROM agent_labels WHERE agent_id = \(agents[index].id)"
            ) { row in labels[try row.get("label")] = try row.get("value", as: String.self) }
            agents[index].labels = labels
        }
        return agents
    }
}

extension WriteTransaction {
    borrowing func insert(_ agent: Agent, by token: TokenHash?) throws {
        let machine = agent.machine
        try execute(
            """
            INSERT INTO agents (\(Agent.columns), enrolled_by)
            VALUES (\(agent.id), \(agent.scope.tenant), \(agent.name), \(agent.key.signing), \
            \(agent.key.sealing), \(agent.standing), \(agent.isWorker), \(machine.hostName), \
            \(machine.program), \(machine.system), \(machine.architecture), \
            \(machine.capacity?.processors), \(machine.capacity?.memory.bytes), \
            \(agent.created), \(agent.lastSeen), \(agent.incarnation), \
            \(agent.runsAtOnce), \(agent.limits.upload?.bytes), \
            \(agent.limits.download?.bytes), \(agent.limits.niceness), \(token))
            """)
        try insertLabels(of: agent)
        try countAgent(agent, 1)
    }

    borrowing func update(_ agent: Agent) throws {
        let machine = agent.machine
        try execute(
            """
            UPDATE agents SET name = \(agent.name), signing_key = \(agent.key.signing), \
            sealing_key = \(agent.key.sealing), standing = \(agent.standing), \
            is_worker = \(agent.isWorker), host_name = \(machine.hostName), \
            program = \(machine.program), system = \(machine.system), \
            architecture = \(machine.architecture), \
            processors = \(machine.capacity?.processors), \
            memory = \(machine.capacity?.memory.bytes), last_seen_at = \(agent.lastSeen), \
            incarnation = \(agent.incarnation), runs_at_once = \(agent.runsAtOnce), \
            upload_max = \(agent.limits.upload?.bytes), \
            download_max = \(agent.limits.download?.bytes), \
            niceness = \(agent.limits.niceness)
            WHERE id = \(agent.id)
            """)
    }

    borrowing func replaceLabels(of agent: Agent) throws {
        try execute("DELETE FROM agent_labels WHERE agent_id = \(agent.id)")
        try insertLabels(of: agent)
    }

    private borrowing func insertLabels(of agent: Agent) throws {
        for (label, value) in agent.labels {
            try execute(
                """
                INSERT INTO agent_labels (agent_id, label, value)
                VALUES (\(agent.id), \(label), \(value))
                """)
        }
    }

    /// Two agents never have one key, whichever way they came.
    borrowing func requireFree(_ key: AgentKey) throws {
        guard let holder = try reading.agent(signingWith: key.signing) else { return }
        throw StoreError.refused(holder.standing == .revoked ? .agentRevoked : .keyTaken)
    }
}
