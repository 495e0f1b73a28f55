package import Domain
package import Store
package import Values

/// Who opens snapshots for people. What decrypts an archive goes to nobody who is not trusted with
/// it anyway: the agent whose data it is, the one the vault lies on, and its keeper. A repository
/// is open to every agent that stores in it.
package struct SnapshotReaders: Sendable {
    package typealias Stores = AgentStore & SourceStore & VaultStore

    private let store: any Stores
    private let links: any AgentLinks

    package init(store: any Stores, links: any AgentLinks) {
        self.store = store
        self.links = links
    }

    /// An agent that is connected and may open what this source stored in this vault.
    ///
    /// Throws `refused(.noReader)` where no such agent is connected.
    package func reader(of vault: KnownVault, source: ID<Source>?) async throws -> Agent {
        var trusted: [ID<Agent>] = []
        if let source,
            case .agent(let agent)? = try await store.source(source, of: vault.tenant)?.item.place
        {
            trusted.append(agent)
        }
        trusted += [vault.owner, vault.keeper].compactMap(\.self)
        let linked = links.linked(trusted)
        for id in trusted where linked.contains(id) {
            if let agent = try await store.agent(id), mayRead(agent, vault) { return agent }
        }
        guard vault.format == .repository, let agent = try await anybody(for: vault) else {
            throw StoreError.refused(.noReader)
        }
        return agent
    }

    /// Whether an agent opens what this source stored in this vault by itself, or is trusted to:
    /// nobody else is ever given what does.
    package func opens(
        _ agent: Agent, _ vault: KnownVault, source: ID<Source>?
    ) async throws -> Bool {
        guard mayRead(agent, vault) else { return false }
        if vault.owner == agent.id || vault.keeper == agent.id { return true }
        if let source {
            switch try await store.source(source, of: vault.tenant)?.item.place {
            case .agent(agent.id)?: return true
            // Any of them backs it up, and gives it back.
            case .pool? where agent.isWorker: return true
            default: break
            }
        }
        guard vault.format == .repository else { return false }
        return try await stores(agent, in: vault)
    }

    private func stores(_ agent: Agent, in vault: KnownVault) async throws -> Bool {
        let stored = try await store.sources(
            of: vault.tenant, matching: SourceFilter(agent: agent.id, vault: vault.id),
            PageRequest(limit: 1))
        return !stored.items.isEmpty
    }

    private func mayRead(_ agent: Agent, _ vault: KnownVault) -> Bool {
        agent.works(for: vault.tenant) && vault.isReachable(by: agent.id)
    }

    private func anybody(for vault: KnownVault) async throws -> Agent? {
        var request = PageRequest(limit: PageRequest.limitMax)
        while true {
            let page = try await store.agents(
                of: .tenant(vault.tenant), matching: AgentFilter(), request)
            let linked = links.linked(page.items.map(\.id))
            for agent in page.items where linked.contains(agent.id) && mayRead(agent, vault) {
                if try await stores(agent, in: vault) { return agent }
            }
            guard let next = page.next else { return nil }
            request = PageRequest(after: next, limit: PageRequest.limitMax)
        }
    }
}
