package import Domain
package import Values

extension SQLStore: PendingAgentStore {
    package func announce(
        _ pending: PendingAgent, recent: [Timestamp], audit: [AuditDraft]
    ) async throws -> PendingAgent {
        try await database.write { db in
            guard try db.reading.tenant(pending.tenant) != nil else {
                throw StoreError.notFound("tenant")
            }
            let now = pending.announced
            let others = try db.reading.waitingAgents(at: now)
            let decision = AnnounceRule.decide(
                key: pending.key, pending: others, recent: recent, now: now)
            switch decision {
            case .tooManyFromAddress, .tooManyPending:
                throw StoreError.refused(.tooManyAnnouncements)
            case .known(let id):
                // To another tenant it is another announcement.
                if let known = others.first(where: { $0.id == id }),
                    known.tenant == pending.tenant
                {
                    return known
                }
            case .admit: break
            }
            try db.insert(pending)
            try db.record(audit, sha256: sha256)
            return pending
        }
    }

    package func pendingAgent(_ id: ID<PendingAgent>) async throws -> PendingAgent? {
        try await database.read { db in try db.pendingAgent(id) }
    }

    package func proveAnnouncement(
        _ id: ID<PendingAgent>, at now: Timestamp, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let pending = try db.reading.pendingAgent(id) else {
                throw StoreError.notFound("announcement")
            }
            guard pending.proven == nil else { return }
            try db.execute("UPDATE pending_agents SET proven_at = \(now) WHERE id = \(id)")
            try db.record(audit, sha256: sha256)
        }
    }

    package func pendingAgents(
        of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> [PendingAgent] {
        try await database.read { db in
            try db.waitingAgents(at: now).filter { $0.tenant == tenant && $0.proven != nil }
        }
    }

    package func approve(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        _ make: @Sendable (PendingAgent) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent {
        try await database.write { db in
            let pending = try db.reading.known(id, of: tenant, at: now)
            guard pending.decision != .refused else { throw StoreError.refused(.alreadyDecided) }
            guard pending.proven != nil else { throw StoreError.refused(.notProven) }
            if pending.decision == .approved,
                let agent = try db.reading.agent(signingWith: pending.key.signing)
            {
                return agent
            }
            let (agent, audit) = make(pending)
            try db.requireFree(agent.key)
            try db.insert(agent, by: nil)
            try db.reading.requireRoom(for: .agents, of: tenant, in: limits)
            try db.decide(.approved, about: id)
            try db.record(audit, sha256: sha256)
            return agent
        }
    }

    package func refuse(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (PendingAgent) -> [AuditDraft]
    ) async throws {
        try await database.write { db in
            let pending = try db.reading.known(id, of: tenant, at: now)
            switch pending.decision {
            case .refused: return
            case .approved: throw StoreError.refused(.alreadyDecided)
            case nil: break
            }
            guard pending.proven != nil else { throw StoreError.refused(.notProven) }
            try db.decide(.refused, about: id)
            try db.record(audit(pending), sha256: sha256)
        }
    }

    package func removeStaleAnnouncements(at now: Timestamp) async throws -> Int {
        try await database.write { db in
            try db.execute(
                """
                DELETE FROM pending_agents
                WHERE announced_at <= \(now - PendingAgent.memory)
                OR decision IS NULL AND announced_at <= \(now - PendingAgent.lifetime)
                """)
        }
    }
}

extension PendingAgent: RowDecodable {
    static let columns: SQL = """
        id, tenant_id, signing_key, sealing_key, host_name, program, system, architecture, \
        address, nonce, announced_at, proven_at, decision
        """

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"), key: try AgentKey(row: row),
            machine: try Machine(row: row), address: try row.get("address"),
            announced: try row.get("announced_at"), nonce: try row.get("nonce"),
            proven: try row.get("proven_at"), decision: try row.get("decision"))
    }
}

extension ReadTransaction {
    fileprivate borrowing func pendingAgent(_ id: ID<PendingAgent>) throws -> PendingAgent? {
        try first("SELECT \(PendingAgent.columns) FROM pending_agents WHERE id = \(id)")
    }

    /// All that nobody has decided about, `PendingAgent.countMax` at most, the oldest first.
    fileprivate borrowing func waitingAgents(at now: Timestamp) throws -> [PendingAgent] {
        try all(
            """
            SELECT \(PendingAgent.columns) FROM pending_agents
            WHERE decision IS NULL AND announced_at > \(now - PendingAgent.lifetime)
            ORDER BY announced_at, id
            """)
    }

    fileprivate borrowing func known(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp
    ) throws -> PendingAgent {
        guard let pending = try pendingAgent(id), pending.tenant == tenant,
            pending.isKnown(at: now)
        else { throw StoreError.notFound("announcement") }
        return pending
    }
}

extension WriteTransaction {
    fileprivate borrowing func decide(
        _ decision: PendingAgent.Decision, about id: ID<PendingAgent>
    ) throws {
        try execute("UPDATE pending_agents SET decision = \(decision) WHERE id = \(id)")
    }

    fileprivate borrowing func insert(_ pending: PendingAgent) throws {
        let machine = pending.machine
        try execute(
            """
            INSERT INTO pending_agents (\(PendingAgent.columns))
            VALUES (\(pending.id), \(pending.tenant), \(pending.key.signing), \
            \(pending.key.sealing), \(machine.hostName), \(machine.program), \
            \(machine.system), \(machine.architecture), \(pending.address), \
            \(pending.nonce), \(pending.announced), \(pending.proven), \(pending.decision))
            """)
    }
}
