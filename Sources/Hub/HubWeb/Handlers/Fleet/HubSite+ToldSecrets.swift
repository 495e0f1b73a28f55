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
        var told: [ToldSecrets.Told] = []
        for secret in page.items {
            do {
                told.append(try await self.told(secret, inside, agent))
            } catch let error as StoreError where error.kind == .notFound {
                // Gone since.
            }
        }
        return ToldSecrets(inside: inside, told: told, goesOn: page.next != nil).body
    }

    private func told(
        _ secret: StoredSecret, _ inside: Inside, _ agent: Agent
    ) async throws -> ToldSecrets.Told {
        let tenant = secret.tenant
        let (name, url): (String, URLReference) =
            switch secret.owner {
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
        return ToldSecrets.Told(secret: secret, name: name, url: url)
    }
}
