package import AgentProtocol
package import Domain
package import Store
package import Values

/// What people ask machines before they decide: what lies in a folder, and whether a vault can be
/// reached.
package struct Connections: Sendable {
    package typealias Stores = AgentStore & SourceStore & VaultStore

    private let store: any Stores
    private let links: any AgentLinks
    private let configurations: Configurations

    package init(
        store: any Stores, links: any AgentLinks,
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
        return try await page(.folder(path: path), of: agent)
    }

    // MARK: Sources

    /// Whether a source can be read as it is, in one sentence of what was found. Throws `notFound`,
    /// `refused(.agentAway)`.
    package func test(_ source: ID<Source>, of tenant: ID<Tenant>) async throws -> Finding<String> {
        guard let source = try await store.source(source, of: tenant)?.item else {
            throw StoreError.notFound("source")
        }
        let reader = try await reader(of: source.configuration, at: source.place, tenant)
        let told = try await configurations.source(source, to: reader)
        return try await reach(
            ConnectionQuestion(source: told.configuration, vault: nil, secrets: told.secrets),
            from: reader)
    }

    /// The same of a source that nobody has made yet.
    package func test(
        _ configuration: SourceConfiguration, with secrets: SecretWishes, at place: SourcePlace,
        of tenant: ID<Tenant>
    ) async throws -> Finding<String> {
        try InvalidFields.refuse(configuration.violations)
        let reader = try await reader(of: configuration, at: place, tenant)
        let told = try configurations.hand(secrets, to: reader)
        return try await reach(
            ConnectionQuestion(source: configuration, vault: nil, secrets: told), from: reader)
    }

    /// What lies in a folder of the machine that a source lies on. Throws as `test` does.
    package func folder(
        _ path: String, of source: ID<Source>, in tenant: ID<Tenant>
    ) async throws -> Finding<TreePage> {
        guard let source = try await store.source(source, of: tenant)?.item else {
            throw StoreError.notFound("source")
        }
        let reader = try await reader(of: source.configuration, at: source.place, tenant)
        guard case .sftp(let server) = source.configuration else {
            return try await page(.folder(path: path), of: reader.id)
        }
        let told = try await configurations.source(source, to: reader)
        return try await page(
            .serverFolder(
                ServerFolderQuestion(server: server, path: path, secrets: told.secrets)),
            of: reader.id)
    }

    /// The same of a server that no source lies on yet.
    package func folder(
        _ path: String, on server: SFTPConfiguration, with secrets: SecretWishes,
        at place: SourcePlace, of tenant: ID<Tenant>
    ) async throws -> Finding<TreePage> {
        try InvalidFields.refuse(SourceConfiguration.sftp(server).violations)
        let reader = try await reader(of: .sftp(server), at: place, tenant)
        let told = try configurations.hand(secrets, to: reader)
        return try await page(
            .serverFolder(ServerFolderQuestion(server: server, path: path, secrets: told)),
            of: reader.id)
    }

    private func reach(
        _ question: ConnectionQuestion, from agent: Agent
    ) async throws -> Finding<String> {
        switch try await links.ask(.connection(question), of: agent.id) {
        case .reached(let summary): return .found(summary)
        case .refused(let failure): return .refused(failure)
        case .page, .found, .differences:
            throw ProtocolError(.malformed, "The agent answered another question.")
        }
    }

    private func page(
        _ question: Question, of agent: ID<Agent>
    ) async throws -> Finding<TreePage> {
        switch try await links.ask(question, of: agent) {
        case .page(let page): return .found(page)
        case .refused(let failure): return .refused(failure)
        case .reached, .found, .differences:
            throw ProtocolError(.malformed, "The agent answered another question.")
        }
    }

    /// Who reads it: the agent it lies on, or a worker that is connected.
    private func reader(
        of configuration: SourceConfiguration, at place: SourcePlace, _ tenant: ID<Tenant>
    ) async throws -> Agent {
        switch place {
        case .agent(let id): return try await agent(id, of: tenant)
        case .pool:
            guard configuration.kind.isRemote else {
                throw StoreError.refused(.sourceNeedsAgent)
            }
            return try await connected(in: tenant) { $0.isWorker && $0.standing.takesRuns }
        }
    }

    // MARK: Vaults

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
        return try await reach(question, from: tester)
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
        return try await connected(in: vault.tenant) { vault.isReachable(by: $0.id) }
    }

    /// The first agent of a tenant that is connected and can do it.
    private func connected(
        in tenant: ID<Tenant>, where isAble: (Agent) -> Bool
    ) async throws -> Agent {
        var request = PageRequest(limit: PageRequest.limitMax)
        while true {
            let page = try await store.agents(
                of: .tenant(tenant), matching: AgentFilter(), request)
            let linked = links.linked(page.items.map(\.id))
            let able = page.items.first { linked.contains($0.id) && isAble($0) }
            if let able { return able }
            guard let next = page.next else { throw StoreError.refused(.agentAway) }
            request = PageRequest(after: next, limit: PageRequest.limitMax)
        }
    }
}
