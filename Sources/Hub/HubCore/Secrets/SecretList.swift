package import Domain
package import Store
package import Values

/// Which secrets a tenant has here, and how old they are; never what they are.
package struct SecretList: Sendable {
    private let store: any SecretStore

    package init(store: any SecretStore) {
        self.store = store
    }

    package func secrets(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<StoredSecret> {
        try await store.secrets(of: tenant, page)
    }
}
