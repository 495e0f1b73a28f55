internal import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// The commands that a machine has around the backups of those of its sources that have none of
/// their own; how long they may take is the source's to say.
package struct HostHooks: Sendable {
    private let store: any AgentStore & SecretStore
    private let secrets: SecretDesk
    private let configurations: Configurations
    private let clock: WallClock

    package init(
        store: any AgentStore & SecretStore, secrets: SecretDesk, configurations: Configurations,
        clock: WallClock
    ) {
        self.store = store
        self.secrets = secrets
        self.configurations = configurations
        self.clock = clock
    }

    package func hooks(of id: ID<Agent>, in tenant: ID<Tenant>) async throws -> Hooks {
        guard let agent = try await store.agent(id), agent.scope == .tenant(tenant) else {
            throw StoreError.notFound("agent")
        }
        var hooks = Hooks()
        try hooks.take(from: try await store.secrets(of: [.agent(agent.id)], in: tenant)) {
            try secrets.open($0).revealed()
        }
        return hooks
    }

    /// Puts these in the place of what was there; one that is missing is taken away. Idempotent.
    /// Throws `InvalidFields`, `notFound`.
    package func set(
        _ hooks: Hooks, of id: ID<Agent>, in tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        try InvalidFields.refuse(hooks.violations)
        let wishes = hooks.wishes
        let edit = try wishes.edit(of: .agent(id), in: tenant, by: secrets)
        _ = try await store.changeAgent(id, of: .tenant(tenant), secrets: edit) { agent in
            [
                AuditDraft(
                    .agentHooksChanged, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(agent), from: requester.address,
                    detail: AuditDetail(wishes.facts))
            ]
        }
        configurations.refresh([.agent(id)])
    }
}
