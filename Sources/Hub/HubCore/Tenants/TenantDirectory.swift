package import Domain
package import Store
internal import Values

/// The tenants that somebody has a part in.
package struct TenantDirectory: Sendable {
    /// A tenant and what somebody is there.
    package struct Entry: Hashable, Sendable {
        package let tenant: Tenant
        package let role: Role
    }

    private let store: any TenantStore

    package init(store: any TenantStore) {
        self.store = store
    }

    /// By name.
    package func entries(for authority: Authority) async throws -> [Entry] {
        var entries: [Entry] = []
        for (id, role) in authority.roles {
            // Gone since the roles were read.
            guard let tenant = try await store.tenant(id) else { continue }
            entries.append(Entry(tenant: tenant, role: role))
        }
        return entries.sorted { $0.tenant.name < $1.tenant.name }
    }
}
