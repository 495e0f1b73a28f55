internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import JSON
internal import Store
internal import Values

extension AgentConfiguration {
    /// All that the agent is to know, put together from what the store has of it.
    init(
        _ basis: ConfigurationBasis, of hub: HubKey, serial: Int64, _ telling: Briefing.Telling
    ) throws {
        let (agent, passes) = (basis.agent, HostedPasses(hub))
        let briefing = Briefing(
            agent: agent.id, telling: telling, keys: basis.keys, secrets: basis.secrets
        ) { passes.pass(of: agent, to: $0.id, for: nil) }
        let own = Set(basis.sources.map(\.item.id))
        self.init(
            agent: basis.agent.id, hub: hub.identity.hub,
            hubIncarnation: hub.identity.incarnation, serial: serial,
            sources: try basis.sources.map { try briefing.source($0.item) },
            vaults: try basis.vaults.map { try briefing.vault($0.item, for: .storing) },
            schedules: basis.schedules.map { versioned in
                let schedule = versioned.item
                return Schedule(
                    id: schedule.id, time: schedule.time,
                    sources: schedule.sources.filter(own.contains),
                    isEnabled: schedule.isEnabled, jitter: schedule.jitter,
                    effective: schedule.effective)
            }, capacity: agent.runsAtOnce ?? Self.capacityDefault, limits: agent.limits)
    }
}

extension ConfigurationBasis {
    /// Whether it says nothing that an agent does not go by anyway.
    var isEmpty: Bool {
        sources.isEmpty && vaults.isEmpty && schedules.isEmpty && agent.limits == .none
            && agent.runsAtOnce == nil
    }

    /// Equal for what leads to the same configuration, whatever its serial and its boxes.
    func digest(for hub: HubKey) throws -> [UInt8] {
        let configuration = try AgentConfiguration(self, of: hub, serial: 1, .marks)
        return SHA256.hash(
            Array("holdfast-configuration-basis-1\n".utf8) + agent.key.sealing
                + hub.identity.verifyingKey + AgentConfiguration.schema.encode(configuration)
        ).bytes
    }
}
