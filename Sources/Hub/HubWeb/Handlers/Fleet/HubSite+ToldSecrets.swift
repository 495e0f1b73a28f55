internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as are shown; the list of the API has the rest.
    private static let toldMax = 50

    /// What a revoked agent knows still, for those who may change it.
    func told(
        _ agent: Agent, _ inside: Inside, in tenant: ID<Tenant>
    ) async throws -> Markup {
        guard agent.standing == .revoked, inside.may(.manageVaults) else { return Markup() }
        let page = try await parts.secrets.secrets(
            of: tenant, toldTo: agent.id, PageRequest(limit: Self.toldMax))
        guard !page.items.isEmpty else { return Markup() }
        // A vault has several of them.
        var owners: [SecretOwner: (name: String, url: URLReference)] = [:]
        for owner in Set(page.items.map(\.owner)) {
            do {
                owners[owner] = try await called(owner, inside, agent, in: tenant)
            } catch let error as StoreError where error.kind == .notFound {
                // Gone since.
            }
        }
        let told = page.items.compactMap { secret in
            owners[secret.owner].map {
                ToldSecrets.Told(secret: secret, name: $0.name, url: $0.url)
            }
        }
        return ToldSecrets(inside: inside, told: told, goesOn: page.next != nil).body
    }

    /// What it is called, and where its secrets are changed.
    private func called(
        _ owner: SecretOwner, _ inside: Inside, _ agent: Agent, in tenant: ID<Tenant>
    ) async throws -> (name: String, url: URLReference) {
        switch owner {
        case .vault(let id):
            (
                try await parts.vaults.vault(id, of: tenant).vault.name,
                inside.url("vaults", id.description)
            )
        case .source(let id):
            (
                try await parts.sources.source(id, of: tenant, seesHooks: false).source.name,
                inside.url("sources", id.description)
            )
        case .key: (inside.words.keys.title, inside.url("keys"))
        case .agent(let id): (agent.name, inside.url("agents", id.description, "hooks"))
        }
    }
}
