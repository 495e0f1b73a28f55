package import Domain
package import Values

/// The agents that are connected to this hub, as use cases know them.
package protocol AgentLinks: Sendable {
    /// The agent is not what it was: another standing, another key, or gone. Its link is told or
    /// ended. Returns at once; without a link nothing happens.
    func agentChanged(_ id: ID<Agent>)

    /// Which of these have a link now.
    func linked(_ ids: [ID<Agent>]) -> Set<ID<Agent>>
}
