package import AgentProtocol
internal import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// What each agent is to go by: put together from the store, signed, and kept until something of it
/// changes.
package struct Configurations: Sendable {
    /// Each time somebody else was faster.
    private static let triesMax = 20

    package typealias Stores = ConfigurationStore & KeyStore & SecretStore & HubStore

    private let store: any Stores
    private let hub: HubKey
    private let secrets: SecretDesk
    private let links: any AgentLinks
    private let clock: WallClock

    package init(
        store: any Stores, hub: HubKey, secrets: SecretDesk,
        links: any AgentLinks, clock: WallClock
    ) {
        self.store = store
        self.hub = hub
        self.secrets = secrets
        self.links = links
        self.clock = clock
    }

    /// Something of this changed: the agents that have to know are told soon.
    func refresh(_ subjects: [ConfigurationSubject]) {
        links.configurationsChanged(by: subjects)
    }

    /// Whether nobody is told anything now: agents may go by something newer than what a hub
    /// knows that was restored.
    package func areHeldBack() async throws -> Bool {
        try await store.hub()?.frozen != nil
    }

    /// The agents that go by something of this.
    package func agents(
        concernedBy subjects: Set<ConfigurationSubject>
    ) async throws -> Set<ID<Agent>> {
        var agents: Set<ID<Agent>> = []
        for subject in subjects { agents.formUnion(try await store.agents(using: subject)) }
        return agents
    }

    /// What an agent is to go by now; nil for one that is gone, and for one that nothing was ever
    /// said to and that has nothing to do.
    package func wanted(by agent: ID<Agent>) async throws -> SignedConfiguration? {
        for _ in 0..<Self.triesMax {
            guard let basis = try await store.basis(of: agent) else { return nil }
            let last = try await store.configuration(of: agent)
            if last == nil, basis.isEmpty, !basis.agent.isWorker { return nil }
            let digest = try basis.digest(for: hub)
            if let last, last.basis == digest { return try opened(last, of: agent) }
            let signed = SignedConfiguration.sign(
                try AgentConfiguration(
                    basis, of: hub, serial: (last?.serial ?? 0) + 1,
                    .to(basis.agent, by: secrets)), by: hub.sign)
            let kept = KeptConfiguration(
                serial: (last?.serial ?? 0) + 1, basis: digest,
                content: try sealed(signed, of: agent), signature: signed.signature,
                hash: signed.hash(sha256: { SHA256.hash($0).bytes }), made: clock.now)
            if try await store.keep(kept, of: agent) { return signed }
        }
        throw HubError(.overloaded, "the configuration of an agent changes all the time")
    }

    /// What an agent goes by, as it says.
    package func take(_ word: Configured, from agent: ID<Agent>) async throws {
        _ = try await store.noteApplied(
            word.hash, failure: word.failure, by: agent, at: clock.now)
    }

    /// Whether an agent goes by `wanted` already, and if so writes it down.
    package func isApplied(
        _ wanted: SignedConfiguration, hash: [UInt8]?, by agent: ID<Agent>
    ) async throws -> Bool {
        guard let hash, hash == wanted.hash(sha256: { SHA256.hash($0).bytes }) else {
            return false
        }
        let known = try await store.configurationStates(of: [agent])[agent]
        if known?.isApplied != true {
            _ = try await store.noteApplied(
                hash, failure: known?.failure, by: agent, at: clock.now)
        }
        return true
    }

    /// How far agents are.
    package func states(
        of agents: [ID<Agent>]
    ) async throws -> [ID<Agent>: ConfigurationState] {
        try await store.configurationStates(of: agents)
    }

    // MARK: For one run

    /// A vault as an agent has to know it for one run of this kind, with what this run needs and no
    /// more: who stores can read nothing, and what deletes is for the keeper alone.
    ///
    /// - Parameter run: Which one it is; nil for a look.
    ///
    /// Throws `refused(.vaultUnreachable)` for an agent that may not have it for this.
    package func vault(
        _ vault: KnownVault, for kind: RunKind, to agent: Agent, in run: ID<Run>? = nil
    ) async throws -> ConfiguredVault {
        let work = Briefing.Work(kind)
        let mayHave =
            agent.works(for: vault.tenant) && vault.isReachable(by: agent.id)
            && (work != .deleting || vault.lendsDeleteCredential(to: agent.id, for: kind))
        guard mayHave else { throw StoreError.refused(.vaultUnreachable) }
        var keys: [KnownKey] = []
        for id in vault.keys {
            if let key = try await store.key(id, of: vault.tenant) { keys.append(key) }
        }
        let owners = [SecretOwner.vault(vault.id)] + keys.map { SecretOwner.key($0.id) }
        let briefing = Briefing(
            agent: agent.id, telling: .to(agent, by: secrets), keys: keys,
            secrets: try await store.secrets(of: owners, in: vault.tenant),
            pass: pass(to: agent, in: run))
        return try briefing.vault(vault, for: work)
    }

    /// A source as an agent has to know it for one run of it or one look at it.
    func source(_ source: Source, to agent: Agent) async throws -> ConfiguredSource {
        var owners = [SecretOwner.source(source.id)]
        if case .agent(let machine) = source.place { owners.append(.agent(machine)) }
        let briefing = Briefing(
            agent: agent.id, telling: .to(agent, by: secrets), keys: [],
            secrets: try await store.secrets(of: owners, in: source.tenant),
            pass: pass(to: agent, in: nil))
        return try briefing.source(source)
    }

    private func pass(
        to agent: Agent, in run: ID<Run>?
    ) -> @Sendable (KnownVault) -> HostedPasses.Pass {
        let passes = HostedPasses(hub)
        return { passes.pass(of: agent, to: $0.id, for: run) }
    }

    /// Secrets that nobody keeps, for one look of an agent.
    func hand(_ wishes: SecretWishes, to agent: Agent) throws -> [SealedSecret] {
        try wishes.compactMap { slot, secret in
            try secret.map { try secrets.hand($0, as: slot.name, to: agent) }
        }
    }

    // MARK: At rest

    // It has commands in it, and is what an agent would do anything for.
    private func sealed(
        _ signed: SignedConfiguration, of agent: ID<Agent>
    ) throws -> [UInt8] {
        var content = signed.content
        return try secrets.seal(Secret(taking: &content), for: Self.context(of: agent))
    }

    private func opened(
        _ kept: KeptConfiguration, of agent: ID<Agent>
    ) throws -> SignedConfiguration {
        let content = try secrets.open(kept.content, for: Self.context(of: agent))
        return SignedConfiguration(
            content: content.withBytes { [UInt8](copying: $0) }, signature: kept.signature)
    }

    private static func context(of agent: ID<Agent>) -> [UInt8] {
        Array("agent_configurations/\(agent)/content".utf8)
    }
}
