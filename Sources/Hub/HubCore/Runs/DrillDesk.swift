package import Domain
package import Store
package import Values

/// What rehearsed restores proved.
package struct DrillDesk: Sendable {
    package typealias Stores = DrillStore & SourceStore & VaultStore & OverviewStore

    let store: any Stores

    package init(store: any Stores) {
        self.store = store
    }

    /// The newest first.
    package func drills(
        of tenant: ID<Tenant>, matching filter: DrillFilter, _ page: PageRequest
    ) async throws -> Page<KnownDrill> {
        try await store.drills(of: tenant, matching: filter, page)
    }

    /// The last drill of each of these sources that passed; those nothing was ever proven of are
    /// not in it.
    package func lastProven(
        of sources: [ID<Source>], in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: KnownDrill] {
        try await store.lastProven(of: sources, in: tenant)
    }

    /// What all of a tenant's drills come to, since a moment and ever.
    package func record(
        of tenant: ID<Tenant>, since moment: Timestamp
    ) async throws -> DrillRecord {
        try await store.drillRecord(of: tenant, since: moment)
    }

    /// The last drill of a source that passed; nil where none ever did. Throws `notFound` for the
    /// source.
    package func lastProven(
        of source: ID<Source>, in tenant: ID<Tenant>
    ) async throws -> KnownDrill? {
        guard try await store.source(source, of: tenant) != nil else {
            throw StoreError.notFound("source")
        }
        return try await store.lastProven(of: [source], in: tenant)[source]
    }
}
