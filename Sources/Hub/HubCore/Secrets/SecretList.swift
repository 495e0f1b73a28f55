package import Domain
package import Store
package import Values

/// Which secrets a tenant has here, and how old they are; never what they are.
package struct SecretList: Sendable {
    private let store: any SecretStore

    package init(store: any SecretStore) {
        self.store = store
    }

    /// - Parameter agent: Those alone that it was told, or may have been: what has to be changed
    ///   once it is not trusted any more.
    package func secrets(
        of tenant: ID<Tenant>, toldTo agent: ID<Agent>? = nil, _ page: PageRequest
    ) async throws -> Page<StoredSecret> {
        try await store.secrets(of: tenant, toldTo: agent, page)
    }
}
