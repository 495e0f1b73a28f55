internal import AgentProtocol
internal import Domain
internal import Host
internal import HubCore
internal import Store
internal import Values

/// What the hub does with what a welcomed agent says.
struct LinkConversation: Sendable {
    let link: AgentLink
    let reception: LinkReception

    /// False when it was the last word.
    func take(_ message: AgentMessage) async throws -> Bool {
        switch message {
        case .hello:
            throw ProtocolError(.outOfOrder, "The agent said hello twice.")
        case .ping(let ping):
            // No run was leased to anybody by this hub: what it does not know of is lost.
            link.say(
                .pong(Pong(asked: ping.time, time: reception.clock.now, lost: ping.leases)))
        case .pong(let pong): link.heard(pong, at: reception.clock.now)
        case .facts(let facts): try await note(facts)
        case .goodbye: return false
        case .configured(let word):
            link.goesBy(word.hash)
            try await reception.configurations.take(word, from: link.agent)
        case .records, .progress, .reply, .answer:
            // Nothing was asked, and nothing is acknowledged that is not committed: the agent keeps
            // what it wrote down.
            break
        }
        return true
    }

    private func note(_ facts: HostFacts) async throws {
        let machine = Machine(
            hostName: facts.hostName, program: facts.program, system: facts.system,
            architecture: facts.architecture,
            capacity: Machine.Capacity(processors: facts.processors, memory: facts.memory))
        _ = try await reception.store.changeAgent(link.agent, of: nil) { agent in
            agent.machine = machine
            return []
        }
    }
}
