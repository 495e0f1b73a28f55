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

    private func mayRead(_ agent: Agent, _ vault: KnownVault) -> Bool {
        agent.works(for: vault.tenant) && vault.isReachable(by: agent.id)
    }

    private func anybody(for vault: KnownVault) async throws -> Agent? {
        var request = PageRequest(limit: PageRequest.limitMax)
        while true {
            let page = try await store.agents(
                of: .tenant(vault.tenant), matching: AgentFilter(), request)
            let linked = links.linked(page.items.map(\.id))
            let able = page.items.first { linked.contains($0.id) && mayRead($0, vault) }
            guard able == nil, let next = page.next else { return able }
            request = PageRequest(after: next, limit: PageRequest.limitMax)
        }
    }
}
