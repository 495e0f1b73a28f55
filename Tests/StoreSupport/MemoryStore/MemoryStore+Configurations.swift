package import Domain
package import Store
package import Values

extension MemoryStore: ConfigurationStore {
    package func basis(of id: ID<Agent>) async throws -> ConfigurationBasis? {
        try read { state in
            guard let agent = state.agents[id], agent.standing != .revoked else { return nil }
            let sources = state.sources.values.filter { $0.item.place == .agent(id) }
            let used = Set(sources.flatMap(\.item.vaults))
            let vaults = state.vaults.values.filter {
                used.contains($0.item.id) || $0.item.owner == id || $0.item.keeper == id
            }
            let sourceIDs = Set(sources.map(\.item.id))
            let schedules = state.schedules.values.filter {
                !sourceIDs.isDisjoint(with: $0.item.sources)
            }
            let keys = Set(vaults.flatMap(\.item.keys)).compactMap { state.keys[$0] }
            let owners = Set(
                vaults.map { SecretOwner.vault($0.item.id) }
                    + sources.map { SecretOwner.source($0.item.id) } + [.agent(id)])
            let secrets = state.secrets.filter {
                owners.contains($0.owner) && $0.purpose == .use
            }
            return ConfigurationBasis(
                agent: agent, sources: byID(sources, \.item.id.uuid),
                vaults: byID(vaults, \.item.id.uuid),
                schedules: byID(schedules, \.item.id.uuid), keys: byID(keys, \.id.uuid),
                secrets: byID(secrets, \.id.uuid))
        }
    }

    package func configuration(of agent: ID<Agent>) async throws -> KeptConfiguration? {
        try read { $0.configurations[agent] }
    }

    package func configurationStates(
        of agents: [ID<Agent>]
    ) async throws -> [ID<Agent>: ConfigurationState] {
        try read { state in
            var states: [ID<Agent>: ConfigurationState] = [:]
            for agent in agents { states[agent] = state.configurationState(of: agent) }
            return states
        }
    }

    package func keep(
        _ configuration: KeptConfiguration, of agent: ID<Agent>
    ) async throws -> Bool {
        try write { change in
            let last = change.state.configurations[agent]?.serial ?? 0
            guard change.state.agents[agent] != nil, configuration.serial == last + 1 else {
                return false
            }
            change.state.configurations[agent] = configuration
            return true
        }
    }

    package func noteApplied(
        _ hash: [UInt8]?, failure: RunFailure?, by agent: ID<Agent>, at now: Timestamp
    ) async throws -> ConfigurationState? {
        try write { change in
            guard let wanted = change.state.configurations[agent] else { return nil }
            var applied = change.state.applied[agent] ?? Applied()
            if hash == wanted.hash, applied.serial != wanted.serial {
                applied.serial = wanted.serial
                applied.time = now
            }
            applied.failure = failure
            change.state.applied[agent] = applied
            return change.state.configurationState(of: agent)
        }
    }

    package func agents(using subject: ConfigurationSubject) async throws -> Set<ID<Agent>> {
        try read { state in
            let sources = state.sources.values.map(\.item)
            switch subject {
            case .agent(let id): return state.agents[id] == nil ? [] : [id]
            case .source(let id):
                return agents(of: sources.filter { $0.id == id })
            case .schedule(let id):
                let fired = state.schedules[id]?.item.sources ?? []
                return agents(of: sources.filter { fired.contains($0.id) })
            case .vault(let id):
                let vault = state.vaults[id]?.item
                return agents(of: sources.filter { $0.vaults.contains(id) })
                    .union([vault?.owner, vault?.keeper].compactMap(\.self))
            }
        }
    }

    private func agents(of sources: [Source]) -> Set<ID<Agent>> {
        Set(
            sources.compactMap { source in
                if case .agent(let agent) = source.place { agent } else { nil }
            })
    }

    private func byID<Item>(_ items: some Sequence<Item>, _ id: (Item) -> UUID) -> [Item] {
        items.sorted { (id($0).high, id($0).low) < (id($1).high, id($1).low) }
    }
}

extension MemoryStore.State {
    fileprivate func configurationState(of agent: ID<Agent>) -> ConfigurationState? {
        configurations[agent].map { wanted in
            ConfigurationState(
                wanted: wanted.serial, made: wanted.made, applied: applied[agent]?.serial,
                appliedAt: applied[agent]?.time, failure: applied[agent]?.failure)
        }
    }
}
