package import AgentProtocol
package import Domain
package import Values

/// What is said to agents about runs. Nothing here waits, and what is said to an agent that is not
/// there is lost: the store remembers what is wanted, and it is said again.
package protocol RunLinks: Sendable {
    /// The agents that can be given runs: connected, and what they wrote down before is committed.
    func readyAgents() -> [ReadyAgent]

    func give(_ order: RunOrder, to agent: ID<Agent>)
    func cancel(_ attempt: RunAttempt, on agent: ID<Agent>)
    /// The run is not the agent's any more.
    func stop(_ attempt: RunAttempt, on agent: ID<Agent>)
}

/// An agent that can be given runs.
package struct ReadyAgent: Hashable, Sendable {
    package let id: ID<Agent>
    package let incarnation: ID<Incarnation>
    package let standing: AgentStanding
    /// How many runs it takes at once.
    package let capacity: Int
    /// Nil before it was measured.
    package let skew: ClockSkew?
    /// What it reads for others; nil for one that does not.
    package let work: PoolWork?

    package init(
        id: ID<Agent>, incarnation: ID<Incarnation>, standing: AgentStanding, capacity: Int,
        skew: ClockSkew?, work: PoolWork? = nil
    ) {
        self.work = work
        self.id = id
        self.incarnation = incarnation
        self.standing = standing
        self.capacity = capacity
        self.skew = skew
    }
}

/// What a worker does for the pool: people at the hub made it one, and its machine lets it.
package struct PoolWork: Hashable, Sendable {
    package let scope: Agent.Scope
    package let kinds: Set<SourceKind>

    package init(scope: Agent.Scope, kinds: Set<SourceKind>) {
        self.scope = scope
        self.kinds = kinds
    }

    func takes(_ kind: SourceKind, of tenant: ID<Tenant>) -> Bool {
        guard kind.isRemote, kinds.contains(kind) else { return false }
        switch scope {
        case .tenant(let mine): return mine == tenant
        case .hub: return true
        }
    }
}
