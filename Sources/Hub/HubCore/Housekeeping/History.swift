internal import Domain
package import Host
package import Store
internal import Values

/// Forgets runs that are older than their tenants want to keep them. The audit log stays whole.
package struct History: Sendable {
    /// One transaction deletes no more runs than this, each with its events: others wait for it.
    private static let batchMax = 100

    private let store: any RunStore & TenantStore
    private let clock: WallClock

    package init(store: any RunStore & TenantStore, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    package func sweep() async throws {
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let page = request {
            let tenants = try await store.tenants(page)
            for tenant in tenants.items { try await sweep(tenant) }
            request = tenants.following
        }
    }

    private func sweep(_ tenant: Tenant) async throws {
        var forgotten = Self.batchMax
        while forgotten == Self.batchMax {
            forgotten = try await store.forgetRuns(
                of: tenant.id, endedBefore: tenant.historyBegin(at: clock.now),
                limit: Self.batchMax)
        }
    }
}
