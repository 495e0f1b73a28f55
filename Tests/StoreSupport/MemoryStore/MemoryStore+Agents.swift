package import Domain
package import Store
package import Values

extension MemoryStore: AgentStore {
    package func agent(_ id: ID<Agent>) async throws -> Agent? {
        try read { $0.agents[id] }
    }

    package func agent(signingWith key: [UInt8]) async throws -> Agent? {
        try read { $0.agent(signingWith: key) }
    }

    package func agents(
        of scope: Agent.Scope, matching filter: AgentFilter, _ request: PageRequest
    ) async throws -> Page<Agent> {
        try read { state in
            let found = state.agents.values.filter { agent in
                agent.scope == scope && filter.standing ?? agent.standing == agent.standing
                    && filter.labels.allSatisfy { agent.labels[$0.key] == $0.value }
                    && (filter.hostName.map { lowered($0) == lowered(agent.hostName) } ?? true)
                    && (filter.text.map { isPart($0, of: agent) } ?? true)
                    && (filter.silentSince.map { isSilent(agent, since: $0) } ?? true)
                    && agent.machine.program != filter.programBesides
                    && (filter.work.map { state.works(agent.id, $0) } ?? true)
            }
            return page(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func enrol(
        _ key: AgentKey, by hash: TokenHash, at now: Timestamp,
        _ make: @Sendable (OneTimeToken) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent {
        try write { change in
            if let earlier = change.state.agent(signingWith: key.signing), earlier.key == key,
                earlier.standing != .revoked, change.state.enrolments[earlier.id] == hash
            {
                return earlier
            }
            let token = try change.takeUse(of: hash, for: .enrolment, at: now)
            try change.state.requireFree(key)
            let (agent, audit) = make(token)
            change.state.agents[agent.id] = agent
            change.state.enrolments[agent.id] = hash
            change.record(audit)
            return agent
        }
    }

    package func changeAgent(
        _ id: ID<Agent>, of scope: Agent.Scope?, secrets: SecretEdit,
        _ change: @Sendable (inout Agent) throws -> [AuditDraft]
    ) async throws -> Agent {
        try write { writing in
            guard let before = writing.state.agents[id], scope ?? before.scope == before.scope
            else { throw StoreError.notFound("agent") }
            var agent = before
            let audit = try change(&agent)
            let isRenamed = !agent.name.utf8.elementsEqual(before.name.utf8)
            guard writing.apply(secrets, to: .agent(id)) || agent != before || isRenamed else {
                return agent
            }
            if agent.key.signing != before.key.signing {
                try writing.state.requireFree(agent.key)
            }
            writing.state.agents[id] = agent
            writing.record(audit)
            return agent
        }
    }

    package func noteSeen(_ times: [ID<Agent>: Timestamp]) async throws {
        try write { change in
            for (id, time) in times {
                guard let last = change.state.agents[id]?.lastSeen, last >= time else {
                    change.state.agents[id]?.lastSeen = time
                    continue
                }
            }
        }
    }

    package func deleteAgent(
        _ id: ID<Agent>, of scope: Agent.Scope,
        audit: @Sendable (Agent, _ traces: [Usage]) -> [AuditDraft]
    ) async throws -> Agent? {
        try write { change in
            guard let agent = change.state.agents[id], agent.scope == scope else { return nil }
            let sources = change.state.sources.values.map(\.item).filter {
                $0.place == .agent(id)
            }
            let firing = change.state.schedules.values.map(\.item).filter {
                !Set($0.sources).isDisjoint(with: sources.map(\.id))
            }
            guard firing.isEmpty else {
                throw InUseError(
                    inOrder(firing.map { Usage(.schedule, id: $0.id.uuid, name: $0.name) }))
            }
            let vaults = change.state.vaults.values.map(\.item).filter { $0.owner == id }
            let holding = vaults.filter { vault in
                change.state.snapshots.values.contains { $0.vault == vault.id && $0.gone == nil }
            }
            guard holding.isEmpty else {
                throw InUseError(
                    inOrder(holding.map { Usage(.vault, id: $0.id.uuid, name: $0.name) }))
            }
            for source in sources {
                change.state.sources[source.id] = nil
                change.state.secrets.removeAll { $0.owner == .source(source.id) }
            }
            for vault in vaults {
                change.state.vaults[vault.id] = nil
                change.state.secrets.removeAll { $0.owner == .vault(vault.id) }
            }
            for (vaultID, vault) in change.state.vaults {
                var item = vault.item
                if item.keeper == id { item.keeper = nil }
                item.agents?.remove(id)
                guard item != vault.item else { continue }
                change.state.vaults[vaultID] = Versioned(item, version: vault.version + 1)
            }
            change.state.configurations[id] = nil
            change.state.applied[id] = nil
            change.state.agents[id] = nil
            change.state.secrets.removeAll { $0.owner == .agent(id) }
            change.state.enrolments[id] = nil
            change.record(
                audit(
                    agent,
                    inOrder(sources.map { Usage(.source, id: $0.id.uuid, name: $0.name) })
                        + inOrder(vaults.map { Usage(.vault, id: $0.id.uuid, name: $0.name) })))
            return agent
        }
    }

    private func isSilent(_ agent: Agent, since time: Timestamp) -> Bool {
        agent.standing == .active && (agent.lastSeen.map { $0 <= time } ?? true)
    }

    private func isPart(_ text: String, of agent: Agent) -> Bool {
        [agent.name, agent.hostName].contains { StoreSupport.isPart(text, of: $0) }
    }
}

extension MemoryStore.State {
    func reads(_ agent: ID<Agent>, _ source: ID<Source>?) -> Bool {
        source.flatMap { sources[$0] }?.item.place == .agent(agent)
    }

    fileprivate func works(_ agent: ID<Agent>, _ work: AgentFilter.Work) -> Bool {
        switch work {
        case .running:
            runs.values.contains {
                $0.agent == agent && $0.ended == nil && $0.position.state != .queued
            }
        case .failed: standings(at: agent).contains(.failed)
        case .stale: standings(at: agent).contains(.stale)
        }
    }

    func agent(signingWith key: [UInt8]) -> Agent? {
        agents.values.first { $0.key.signing == key }
    }

    func requireFree(_ key: AgentKey) throws {
        guard let holder = agent(signingWith: key.signing) else { return }
        throw StoreError.refused(holder.standing == .revoked ? .agentRevoked : .keyTaken)
    }
}
