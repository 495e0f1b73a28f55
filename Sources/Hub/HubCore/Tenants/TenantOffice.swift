package import Domain
package import Host
package import Store
package import Values

/// The tenants of a hub and those who administer it: a hub administrator's business, which gives
/// no right to anybody's data; and what an owner settles for a tenant.
package struct TenantOffice: Sendable {
    package typealias Stores = TenantStore & UserStore & MembershipStore

    let store: any Stores
    let clock: WallClock
    private let ids: IDSource

    package init(store: any Stores, clock: WallClock, ids: IDSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    package func tenants(_ page: PageRequest) async throws -> Page<Tenant> {
        try await store.tenants(page)
    }

    /// How many of each it has, and may have.
    package func room(of tenant: ID<Tenant>) async throws -> [TenantRoom] {
        try await store.room(of: tenant)
    }

    /// Makes a tenant with its first owner, somebody whom the hub knows.
    ///
    /// Throws `InvalidFields`, `refused(.tenantNameTaken)`, `refused(.userDisabled)`, and
    /// `notFound` for who is not known.
    package func create(
        named name: String, shown displayName: String, owner login: String,
        by requester: Requester
    ) async throws -> Tenant {
        try InvalidFields.refuse(
            Fields.tenantName.violations(of: name)
                + Fields.tenantDisplayName.violations(of: displayName))
        guard let owner = try await store.user(login: Login.normalised(login)) else {
            throw StoreError.notFound("user")
        }
        let now = clock.now
        let tenant = Tenant(id: ids.next(), name: name, displayName: displayName, created: now)
        try await store.addTenant(
            tenant, owner: owner.id,
            audit: [
                event(.tenantCreated, in: .hub, AuditTarget(tenant), requester),
                event(.memberAdded, in: .tenant(tenant.id), AuditTarget(owner), requester),
            ])
        return tenant
    }

    /// Another name, by a hub administrator. Throws `InvalidFields`, `notFound`. Idempotent.
    package func rename(
        _ id: ID<Tenant>, to displayName: String, by requester: Requester
    ) async throws {
        try InvalidFields.refuse(Fields.tenantDisplayName.violations(of: displayName))
        _ = try await store.changeTenant(id) { tenant in
            tenant.displayName = displayName
            return [
                event(
                    .tenantRenamed, in: .hub, AuditTarget(tenant), requester,
                    ["name": displayName])
            ]
        }
    }

    /// What an owner settles; what is nil stays. Throws `InvalidFields`, `notFound`. Idempotent.
    package func edit(
        _ id: ID<Tenant>, displayName: String?, historyDays: Int?, by requester: Requester
    ) async throws -> Tenant {
        try InvalidFields.refuse(
            (displayName.map { Fields.tenantDisplayName.violations(of: $0) } ?? [])
                + (historyDays.map { Fields.historyDays.violations(of: $0) } ?? []))
        return try await store.changeTenant(id) { tenant in
            var audit: [AuditDraft] = []
            let target = AuditTarget(tenant)
            if let displayName, displayName != tenant.displayName {
                tenant.displayName = displayName
                audit.append(
                    event(
                        .tenantRenamed, in: .tenant(id), target, requester,
                        ["name": displayName]))
            }
            if let historyDays, historyDays != tenant.historyDays {
                tenant.historyDays = historyDays
                audit.append(
                    event(
                        .historyChanged, in: .tenant(id), target, requester,
                        ["days": String(historyDays)]))
            }
            return audit
        }
    }

    package func tenant(_ id: ID<Tenant>) async throws -> Tenant {
        guard let tenant = try await store.tenant(id) else { throw StoreError.notFound("tenant") }
        return tenant
    }

    func event(
        _ action: AuditAction, in scope: AuditScope, _ target: AuditTarget,
        _ requester: Requester, _ detail: AuditDetail = [:]
    ) -> AuditDraft {
        AuditDraft(
            action, in: scope, by: requester.actor, at: clock.now, on: target,
            from: requester.address, detail: detail)
    }
}
