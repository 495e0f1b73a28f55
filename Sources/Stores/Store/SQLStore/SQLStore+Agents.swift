package import Domain
package import Values

extension SQLStore: AgentStore {
    package func agent(_ id: ID<Agent>) async throws -> Agent? {
        try await database.read { db in try db.agent(id) }
    }

    package func agent(signingWith key: [UInt8]) async throws -> Agent? {
        try await database.read { db in try db.agent(signingWith: key) }
    }

    package func agents(
        of scope: Agent.Scope, matching filter: AgentFilter, _ page: PageRequest
    ) async throws -> Page<Agent> {
        let after: SQL = "(created_at, id) > (\(page.after.time), \(page.after.id))"
        let conditions = SQL.joined(
            filter.ofScope(scope) + [after] + filter.conditions, by: " AND ")
        let found = try await database.read { db in
            try db.agents(
                """
                SELECT \(Agent.columns) FROM agents WHERE \(conditions)
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func enrol(
        _ key: AgentKey, by hash: TokenHash, at now: Timestamp,
        _ make: @Sendable (OneTimeToken) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent {
        try await database.write { db in
            if let earlier = try db.reading.agent(signingWith: key.signing),
                earlier.key == key, earlier.standing != .revoked,
                try db.reading.wasEnrolled(earlier.id, by: hash)
            {
                return earlier
            }
            let token = try db.takeUse(of: hash, for: .enrolment, at: now)
            try db.requireFree(key)
            let (agent, audit) = make(token)
            precondition(agent.key == key, "the agent has the key that was asked about")
            try db.insert(agent, by: hash)
            if let tenant = agent.scope.tenant {
                try db.reading.requireRoom(for: .agents, of: tenant, in: limits)
            }
            try db.record(audit, sha256: sha256)
            return agent
        }
    }

    package func changeAgent(
        _ id: ID<Agent>, of scope: Agent.Scope?, secrets: SecretEdit,
        _ change: @Sendable (inout Agent) throws -> [AuditDraft]
    ) async throws -> Agent {
        try await database.write { db in
            guard let before = try db.reading.agent(id), scope ?? before.scope == before.scope
            else { throw StoreError.notFound("agent") }
            var agent = before
            let audit = try change(&agent)
            let isOther = agent != before || !agent.name.isSameText(as: before.name)
            guard try db.apply(secrets, to: .agent(id)) || isOther else { return agent }
            if agent.key.signing != before.key.signing { try db.requireFree(agent.key) }
            try db.update(agent)
            if agent.labels != before.labels { try db.replaceLabels(of: agent) }
            try db.record(audit, sha256: sha256)
            return agent
        }
    }

    package func noteSeen(_ times: [ID<Agent>: Timestamp]) async throws {
        // In one order everywhere, so that two hubs wait for each other instead of failing.
        let rows = times.sorted {
            ($0.key.uuid.high, $0.key.uuid.low) < ($1.key.uuid.high, $1.key.uuid.low)
        }
        try await database.write { db in
            // Many in a statement: of a large fleet this is what is written most often.
            for start in stride(from: 0, to: rows.count, by: 200) {
                let heard = rows[start..<min(start + 200, rows.count)]
                    .map { id, time in "(\(id), \(time))" as SQL }
                try db.execute(
                    """
                    UPDATE agents SET last_seen_at = heard.column2
                    FROM (VALUES \(SQL.joined(heard, by: ", "))) AS heard
                    WHERE id = heard.column1
                    AND (last_seen_at IS NULL OR last_seen_at < heard.column2)
                    """)
            }
        }
    }

    package func deleteAgent(
        _ id: ID<Agent>, of scope: Agent.Scope,
        audit: @Sendable (Agent, _ traces: [Usage]) -> [AuditDraft]
    ) async throws -> Agent? {
        try await database.write { db in
            guard let agent = try db.reading.agent(id), agent.scope == scope else { return nil }
            let schedules = try db.reading.users(
                .schedule,
                """
                SELECT id, name FROM schedules WHERE id IN
                (SELECT l.schedule_id FROM schedule_sources l
                JOIN sources s ON s.id = l.source_id WHERE s.agent_id = \(id))
                """)
            guard schedules.isEmpty else { throw InUseError(schedules.ordered()) }
            // With such a vault goes what opens it, which nobody else may have.
            let vaults = try db.reading.users(
                .vault,
                """
                SELECT id, name FROM vaults WHERE owner_id = \(id) AND EXISTS
                (SELECT 1 FROM snapshots s WHERE s.vault_id = vaults.id AND s.gone_at IS NULL)
                """)
            guard vaults.isEmpty else { throw InUseError(vaults.ordered()) }
            let traces = try db.deleteTraces(of: id)
            try db.countAgent(agent, -1)
            try db.execute("DELETE FROM agents WHERE id = \(id)")
            try db.record(audit(agent, traces), sha256: sha256)
            return agent
        }
    }
}

extension WriteTransaction {
    /// What belongs to an agent alone, and what it did for others.
    fileprivate borrowing func deleteTraces(of agent: ID<Agent>) throws -> [Usage] {
        let sources = try reading.users(
            .source, "SELECT id, name FROM sources WHERE agent_id = \(agent)")
        let vaults = try reading.users(
            .vault, "SELECT id, name FROM vaults WHERE owner_id = \(agent)")
        for source in sources { try endSummary(of: ID<Source>(source.id)) }
        for vault in vaults { try endSummary(of: ID<KnownVault>(vault.id)) }
        try execute("DELETE FROM sources WHERE agent_id = \(agent)")
        try execute("DELETE FROM vaults WHERE owner_id = \(agent)")
        try execute(
            """
            UPDATE vaults SET version = version + 1, \
            keeper_id = CASE WHEN keeper_id = \(agent) THEN NULL ELSE keeper_id END
            WHERE keeper_id = \(agent)
            OR id IN (SELECT vault_id FROM vault_agents WHERE agent_id = \(agent))
            """)
        return sources.ordered() + vaults.ordered()
    }
}

extension AgentFilter {
    /// Whose they are. Those for whom work goes in some way are found by that work, which is less
    /// than the fleet.
    fileprivate func ofScope(_ scope: Agent.Scope) -> [SQL] {
        guard let work else { return [scope.condition] }
        guard let tenant = scope.tenant else { return [scope.condition, "1 = 0"] }
        // The words stand in the text, so that the small indexes are taken.
        let found: SQL =
            switch work {
            case .failed: Self.agents(whoseSourcesOf: tenant, are: "y.standing = 'failed'")
            case .stale: Self.agents(whoseSourcesOf: tenant, are: "y.standing = 'stale'")
            case .running:
                """
                SELECT r.agent_id FROM runs r WHERE r.tenant_id = \(tenant)
                AND r.ended_at IS NULL AND r.state <> 'queued'
                """
            }
        return [.isOfTenant(tenant), "id IN (\(found))"]
    }

    private static func agents(whoseSourcesOf tenant: ID<Tenant>, are standing: SQL) -> SQL {
        """
        SELECT s.agent_id FROM source_summaries y JOIN sources s ON s.id = y.source_id
        WHERE y.tenant_id = \(tenant) AND \(standing)
        """
    }

    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if let standing { conditions.append("standing = \(standing)") }
        for (label, value) in labels.sorted(by: { $0.key < $1.key }) {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM agent_labels l
                WHERE l.agent_id = agents.id AND l.label = \(label) AND l.value = \(value))
                """)
        }
        if let text {
            let pattern = text.asPartPattern
            conditions.append(
                """
                (lower(name) LIKE \(pattern) ESCAPE '!'
                OR lower(host_name) LIKE \(pattern) ESCAPE '!')
                """)
        }
        if let silentSince {
            conditions += [
                "standing = \(AgentStanding.active)",
                "(last_seen_at IS NULL OR last_seen_at <= \(silentSince))",
            ]
        }
        if let programBesides { conditions.append("program <> \(programBesides)") }
        if let hostName {
            conditions.append("lower(host_name) = \(hostName.loweredASCII)")
        }
        return conditions
    }
}

extension String {
    /// As both databases make text smaller that is collated by its bytes.
    fileprivate var loweredASCII: String {
        String(
            decoding: utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }

    /// For `lower(…) LIKE … ESCAPE '!'`: what has this in it, whatever the case of ASCII letters.
    var asPartPattern: String {
        var escaped = ""
        for scalar in loweredASCII.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "!" { escaped += "!" }
            escaped.unicodeScalars.append(scalar)
        }
        return "%\(escaped)%"
    }
}

extension ReadTransaction {
    fileprivate borrowing func wasEnrolled(
        _ agent: ID<Agent>, by token: TokenHash
    ) throws -> Bool {
        try exists("SELECT 1 FROM agents WHERE id = \(agent) AND enrolled_by = \(token)")
    }
}
