package import Domain
package import Store
package import Values

/// The snapshots of a tenant, in all its vaults.
package struct SnapshotDesk: Sendable {
    private let store: any SnapshotStore

    package init(store: any SnapshotStore) {
        self.store = store
    }

    /// Throws `notFound` for one of somebody else's as well.
    package func snapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) async throws -> KnownSnapshot {
        guard let snapshot = try await store.snapshot(id, of: tenant) else {
            throw StoreError.notFound("snapshot")
        }
        return snapshot
    }

    /// The newest first.
    package func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        try await store.snapshots(of: tenant, matching: filter, page)
    }
}
