package import Values

/// Who can open a vault.
package struct VaultReach: Hashable, Sendable {
    /// Whose machine it lies on; nil for what is in the network.
    package let owner: ID<Agent>?
    /// Who may reach what is in the network; nil for every agent of the tenant.
    package let agents: Set<ID<Agent>>?

    package init(owner: ID<Agent>? = nil, agents: Set<ID<Agent>>? = nil) {
        self.owner = owner
        self.agents = agents
    }

    package func includes(_ agent: ID<Agent>) -> Bool {
        if let owner { return owner == agent }
        return agents?.contains(agent) ?? true
    }
}
