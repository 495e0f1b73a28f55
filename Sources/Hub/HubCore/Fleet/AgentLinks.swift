package import AgentProtocol
package import Domain
package import Store
package import Values

/// The agents that are connected to this hub, as use cases know them.
package protocol AgentLinks: Sendable {
    /// The agent is not what it was: another standing, another key, or gone. Its link is told or
    /// ended. Returns at once; without a link nothing happens.
    func agentChanged(_ id: ID<Agent>)

    /// Which of these have a link now.
    func linked(_ ids: [ID<Agent>]) -> Set<ID<Agent>>

    /// What these agents are to go by may be other than it was: those that have a link are sent it
    /// soon. Returns at once.
    func configurationsChanged(by subjects: [ConfigurationSubject])

    /// Asks an agent something that it answers at once. Throws `refused(.agentAway)` where it has
    /// no link, or loses it before it answers.
    func ask(_ question: Question, of agent: ID<Agent>) async throws -> Answer
}
