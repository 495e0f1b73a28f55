package import Domain
internal import Store
package import Values

extension MemoryStore: PendingAgentStore {
    package func announce(
        _ pending: PendingAgent, recent: [Timestamp], audit: [AuditDraft]
    ) async throws -> PendingAgent {
        try write { change in
            try change.state.requireTenant(pending.tenant)
            let waiting = change.state.waiting(at: pending.announced)
            let decision = AnnounceRule.decide(
                key: pending.key, pending: waiting, recent: recent, now: pending.announced)
            if case .known(let id) = decision, let known = change.state.pending[id],
                known.tenant == pending.tenant
            {
                return known
            }
            if decision == .tooManyFromAddress || decision == .tooManyPending {
                throw StoreError.refused(.tooManyAnnouncements)
            }
            change.state.pending[pending.id] = pending
            change.record(audit)
            return pending
        }
    }

    package func pendingAgent(_ id: ID<PendingAgent>) async throws -> PendingAgent? {
        try read { $0.pending[id] }
    }

    package func proveAnnouncement(
        _ id: ID<PendingAgent>, at now: Timestamp, audit: [AuditDraft]
    ) async throws {
        try write { change in
            guard let pending = change.state.pending[id] else {
                throw StoreError.notFound("announcement")
            }
            guard pending.proven == nil else { return }
            change.state.pending[id]?.proven = now
            change.record(audit)
        }
    }

    package func pendingAgents(
        of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> [PendingAgent] {
        try read { state in
            state.waiting(at: now).filter { $0.tenant == tenant && $0.proven != nil }
        }
    }

    package func approve(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        _ make: @Sendable (PendingAgent) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent {
        try write { change in
            let pending = try change.state.known(id, of: tenant, at: now)
            guard pending.decision != .refused else { throw StoreError.refused(.alreadyDecided) }
            guard pending.proven != nil else { throw StoreError.refused(.notProven) }
            if pending.decision == .approved,
                let agent = change.state.agent(signingWith: pending.key.signing)
            {
                return agent
            }
            let (agent, audit) = make(pending)
            try change.state.requireFree(agent.key)
            change.state.agents[agent.id] = agent
            change.state.pending[id]?.decision = .approved
            change.record(audit)
            return agent
        }
    }

    package func refuse(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (PendingAgent) -> [AuditDraft]
    ) async throws {
        try write { change in
            let pending = try change.state.known(id, of: tenant, at: now)
            if pending.decision == .refused { return }
            guard pending.decision == nil else { throw StoreError.refused(.alreadyDecided) }
            guard pending.proven != nil else { throw StoreError.refused(.notProven) }
            change.state.pending[id]?.decision = .refused
            change.record(audit(pending))
        }
    }

    package func removeStaleAnnouncements(at now: Timestamp) async throws -> Int {
        try write { change in
            let before = change.state.pending.count
            change.state.pending = change.state.pending.filter { $1.isKnown(at: now) }
            return before - change.state.pending.count
        }
    }
}

extension MemoryStore.State {
    fileprivate func waiting(at now: Timestamp) -> [PendingAgent] {
        pending.values.filter { $0.isWaiting(at: now) }.sorted {
            ($0.announced, $0.id.uuid.high, $0.id.uuid.low)
                < ($1.announced, $1.id.uuid.high, $1.id.uuid.low)
        }
    }

    fileprivate func known(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp
    ) throws -> PendingAgent {
        guard let pending = pending[id], pending.tenant == tenant, pending.isKnown(at: now)
        else { throw StoreError.notFound("announcement") }
        return pending
    }
}
