package import AgentProtocol
package import Domain
package import Store
package import Values

/// What people ask machines before they decide: what lies in a folder, and whether a vault can be
/// reached.
package struct Connections: Sendable {
    private let store: any AgentStore & VaultStore
    private let links: any AgentLinks
    private let configurations: Configurations

    package init(
        store: any AgentStore & VaultStore, links: any AgentLinks,
        configurations: Configurations
    ) {
        self.store = store
        self.links = links
        self.configurations = configurations
    }

    /// What a machine answered.
    package enum Finding<Value: Sendable>: Sendable {
        case found(Value)
        case refused(RunFailure)
    }

    /// What lies in a folder of an agent's machine, by the order of the names' bytes. Its policy
    /// has a say. Throws `notFound`, `refused(.agentAway)`.
    package func folder(
        _ path: String, on agent: ID<Agent>, of tenant: ID<Tenant>
    ) async throws -> Finding<TreePage> {
        _ = try await self.agent(agent, of: tenant)
        switch try await links.ask(.folder(path: path), of: agent) {
        case .page(let page): return .found(page)
        case .refused(let failure): return .refused(failure)
        case .reached, .found, .differences:
            throw ProtocolError(.malformed, "The agent answered another question.")
        }
    }

    /// Whether an agent reaches a vault, in one sentence of what it found. Throws `notFound`,
    /// `refused(.vaultUnreachable)` for an agent that may not, and `refused(.agentAway)`.
    /// - Parameter agent: Who is to try; nil for anybody who may and is connected.
    package func test(
        _ vault: ID<KnownVault>, of tenant: ID<Tenant>, from agent: ID<Agent>? = nil
    ) async throws -> Finding<String> {
        guard let vault = try await store.vault(vault, of: tenant)?.item else {
            throw StoreError.notFound("vault")
        }
        let tester = try await tester(of: vault, agent)
        let question = ConnectionQuestion(
            source: nil,
            vault: try await configurations.vault(vault, for: .backup, to: tester), secrets: [])
        switch try await links.ask(.connection(question), of: tester.id) {
        case .reached(let summary): return .found(summary)
        case .refused(let failure): return .refused(failure)
        case .page, .found, .differences:
            throw ProtocolError(.malformed, "The agent answered another question.")
        }
    }

    private func agent(_ id: ID<Agent>, of tenant: ID<Tenant>) async throws -> Agent {
        guard let agent = try await store.agent(id), agent.scope == .tenant(tenant) else {
            throw StoreError.notFound("agent")
        }
        return agent
    }

    private func tester(of vault: KnownVault, _ chosen: ID<Agent>?) async throws -> Agent {
        if let chosen {
            let agent = try await agent(chosen, of: vault.tenant)
            guard vault.isReachable(by: chosen) else {
                throw StoreError.refused(.vaultUnreachable)
            }
            return agent
        }
        var request = PageRequest(limit: PageRequest.limitMax)
        while true {
            let page = try await store.agents(
                of: .tenant(vault.tenant), matching: AgentFilter(), request)
            let linked = links.linked(page.items.map(\.id))
            let able = page.items.first {
                linked.contains($0.id) && vault.isReachable(by: $0.id)
            }
            if let able { return able }
            guard let next = page.next else { throw StoreError.refused(.agentAway) }
            request = PageRequest(after: next, limit: PageRequest.limitMax)
        }
    }
}
