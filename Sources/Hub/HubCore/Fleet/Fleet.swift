package import Domain
package import Host
package import Store
package import Values

/// The agents of a tenant: looked at, named, let work and kept from it, forgotten.
package struct Fleet: Sendable {
    private let store: any AgentStore
    private let links: any AgentLinks
    private let clock: WallClock

    package init(store: any AgentStore, links: any AgentLinks, clock: WallClock) {
        self.store = store
        self.links = links
        self.clock = clock
    }

    /// Throws `notFound` for one of somebody else's as well.
    package func agent(_ id: ID<Agent>, of tenant: ID<Tenant>) async throws -> Agent {
        guard let agent = try await store.agent(id), agent.scope == .tenant(tenant) else {
            throw StoreError.notFound("agent")
        }
        return agent
    }

    package func agents(
        of tenant: ID<Tenant>, matching filter: AgentFilter, _ page: PageRequest
    ) async throws -> Page<Agent> {
        try await store.agents(of: .tenant(tenant), matching: filter, page)
    }

    /// Which of these are connected now.
    package func linked(_ agents: [Agent]) -> Set<ID<Agent>> {
        links.linked(agents.map(\.id))
    }

    /// Changes what people call an agent, what they file it under and what it may take of its
    /// machine; nil leaves a thing as it is. Idempotent. Throws `InvalidFields`, `notFound`.
    package func edit(
        _ id: ID<Agent>, of tenant: ID<Tenant>, name: String? = nil,
        labels: [String: String]? = nil, isWorker: Bool? = nil,
        limits: AgentLimitsEdit? = nil, by requester: Requester
    ) async throws -> Agent {
        try InvalidFields.refuse(limits?.violations ?? [])
        let changed = try await change(id, of: tenant, by: requester) { agent in
            if let name { agent.name = name }
            if let labels { agent.labels = labels }
            if let isWorker { agent.isWorker = isWorker }
            if let limits { agent = limits.applied(to: agent) }
        }
        if limits != nil { links.configurationsChanged(by: [.agent(id)]) }
        // Its link is for what it was.
        if isWorker != nil { links.agentChanged(id) }
        return changed
    }

    /// Adds labels and takes some away, whatever others there are by then; an agent that would
    /// have too many stays as it is. Idempotent.
    func relabel(
        _ id: ID<Agent>, of tenant: ID<Tenant>, _ edit: FleetWork.LabelEdit,
        by requester: Requester
    ) async throws -> Agent {
        try await change(id, of: tenant, by: requester) { agent in
            agent.labels = edit.applied(to: agent.labels) ?? agent.labels
        }
    }

    private func change(
        _ id: ID<Agent>, of tenant: ID<Tenant>, by requester: Requester,
        _ body: @escaping @Sendable (inout Agent) -> Void
    ) async throws -> Agent {
        let now = clock.now
        return try await store.changeAgent(id, of: .tenant(tenant)) { agent in
            let before = agent
            body(&agent)
            var facts: [AuditDetail.Fact] = []
            if agent.name != before.name { facts.append(.init(name: "name", value: agent.name)) }
            if agent.labels != before.labels {
                let text = agent.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
                facts.append(.init(name: "labels", value: text.joined(separator: "\n")))
            }
            if agent.isWorker != before.isWorker {
                facts.append(.init(name: "worker", value: "\(agent.isWorker)"))
            }
            facts += agent.limitFacts(since: before)
            return [
                AuditDraft(
                    .agentChanged, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(agent), from: requester.address, detail: AuditDetail(facts))
            ]
        }
    }

    /// Lets an agent work or keeps it from it, at once where it is connected. Idempotent. Throws
    /// `refused(.agentRevoked)`: what was revoked stays so.
    package func setStanding(
        _ standing: AgentStanding, of id: ID<Agent>, in tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> Agent {
        let now = clock.now
        let agent = try await store.changeAgent(id, of: .tenant(tenant)) { agent in
            guard agent.standing.mayBecome(standing) else {
                throw StoreError.refused(.agentRevoked)
            }
            agent.standing = standing
            return [
                AuditDraft(
                    standing.action, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(agent), from: requester.address)
            ]
        }
        links.agentChanged(id)
        return agent
    }

    /// Forgets an agent with its sources and the vaults on its machine, and ends its link.
    /// Throws `notFound`, `InUseError` with the schedules that fire its sources, or with the vaults
    /// on its machine that hold snapshots: what opens these would go with them.
    package func delete(
        _ id: ID<Agent>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let removed = try await store.deleteAgent(id, of: .tenant(tenant)) { agent, traces in
            let draft = AuditDraft(
                .agentDeleted, in: .tenant(tenant), by: requester.actor, at: now,
                on: AuditTarget(agent), from: requester.address,
                detail: ["fingerprint": agent.key.fingerprint])
            return [draft]
                + traces.map { trace in
                    AuditDraft(
                        trace.kind.deletion, in: .tenant(tenant), by: requester.actor, at: now,
                        on: AuditTarget(trace), from: requester.address,
                        detail: ["with": agent.name])
                }
        }
        guard removed != nil else { throw StoreError.notFound("agent") }
        links.agentChanged(id)
    }
}

extension AgentStanding {
    fileprivate var action: AuditAction {
        switch self {
        case .active: .agentResumed
        case .draining: .agentDrained
        case .paused: .agentPaused
        case .revoked: .agentRevoked
        }
    }
}

extension Usage.Kind {
    /// What is written down when one of these goes.
    var deletion: AuditAction {
        switch self {
        case .source: .sourceDeleted
        case .vault: .vaultDeleted
        case .schedule: .scheduleDeleted
        }
    }
}

extension AuditTarget {
    init(_ usage: Usage) {
        self.init(kind: usage.kind.rawValue, id: usage.id, name: usage.name)
    }
}
