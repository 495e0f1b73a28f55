package import Cryptography
internal import Domain
package import Store
package import Values

/// Who may come to the vaults on the hub's own disk, and what they may do there. Asked at every
/// request: whoever was revoked, or whose run has ended, is nobody from then on.
package struct VaultHosting: Sendable {
    package typealias Stores = AgentStore & VaultStore & SourceStore & RunStore

    package enum Right: Hashable, Sendable {
        case read, append, full
    }

    /// An agent with a pass that could be right.
    package struct Guest: Hashable, Sendable {
        /// The path of the one vault it is for.
        package let path: String
        /// The path that all vaults of its tenant are below.
        package var tenantPath: String { "\(tenant)" }
        package let right: Right
        /// What all of the vault together may take. Who reads or takes away is not held to it: a
        /// number that somebody typed must not stand in the way of a restore, nor of what makes
        /// room again.
        package let quota: ByteCount?
        /// Of the secret that it has to show.
        package let digest: SHA256Digest
        fileprivate let tenant: ID<Tenant>
        fileprivate let reads: Part
        fileprivate let changes: Part
    }

    /// Whose archives in a vault.
    fileprivate enum Part: Hashable, Sendable {
        case everybodys, nobodys
        case ofAgent(ID<Agent>)
        case ofSource(ID<Source>)
    }

    private let store: any Stores
    private let passes: HostedPasses

    package init(store: any Stores, hub: HubKey) {
        self.store = store
        passes = HostedPasses(hub)
    }

    /// Nil for nobody: also where the vault is another's, or reached by the agent no more.
    package func guest(named text: String) async throws -> Guest? {
        guard let name = PassName(text), let agent = try await store.agent(name.agent),
            agent.standing.mayConnect
        else { return nil }
        let digest = passes.secret(of: name, key: agent.key).digest
        if let id = name.run {
            guard let run = try await store.run(id, heldBy: agent.id), run.ended == nil,
                run.subject.vaults.contains(name.vault),
                let vault = try await vault(name.vault, of: run.tenant, for: agent)
            else { return nil }
            return guest(to: vault, for: run, of: agent, digest)
        }
        guard case .tenant(let tenant) = agent.scope,
            let vault = try await vault(name.vault, of: tenant, for: agent)
        else { return nil }
        // What opens archives goes to the keeper anyway.
        return Guest(
            path: "\(tenant)/\(vault.id)", right: .append, quota: vault.quota, digest: digest,
            tenant: tenant, reads: vault.keeper == agent.id ? .everybodys : .ofAgent(agent.id),
            changes: .ofAgent(agent.id))
    }

    /// Whether a guest may read what was archived of a source, or add to it.
    package func admits(
        _ guest: Guest, to source: String, isChange: Bool
    ) async throws -> Bool {
        switch isChange ? guest.changes : guest.reads {
        case .everybodys: return true
        case .nobodys: return false
        case .ofSource(let mine): return "\(mine)" == source
        case .ofAgent(let agent):
            guard let id = ID<Source>(source),
                let source = try await store.source(id, of: guest.tenant)?.item
            else { return false }
            return source.place == .agent(agent)
        }
    }

    private func vault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, for agent: Agent
    ) async throws -> KnownVault? {
        guard let vault = try await store.vault(id, of: tenant)?.item, vault.isHosted,
            agent.works(for: tenant), vault.isReachable(by: agent.id)
        else { return nil }
        return vault
    }

    private func guest(
        to vault: KnownVault, for run: Run, of agent: Agent, _ digest: SHA256Digest
    ) -> Guest? {
        let path = "\(vault.tenant)/\(vault.id)"
        switch Briefing.Work(run.kind) {
        case .storing:
            let part = run.subject.source.map(Part.ofSource) ?? .nobodys
            return Guest(
                path: path, right: .append, quota: vault.quota, digest: digest,
                tenant: vault.tenant, reads: part, changes: part)
        case .reading:
            // Who reads a repository leaves a lock in it.
            return Guest(
                path: path, right: vault.format == .repository ? .append : .read, quota: nil,
                digest: digest, tenant: vault.tenant, reads: .everybodys, changes: .nobodys)
        case .deleting:
            guard vault.lendsDeleteCredential(to: agent.id, for: run.kind) else { return nil }
            return Guest(
                path: path, right: .full, quota: nil, digest: digest, tenant: vault.tenant,
                reads: .everybodys, changes: .everybodys)
        }
    }
}
