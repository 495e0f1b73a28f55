package import Domain
package import Store
package import Values

extension MemoryStore: TenantStore {
    package func tenant(_ id: ID<Tenant>) async throws -> Tenant? {
        try read { $0.tenants[id] }
    }

    package func tenant(named name: String) async throws -> Tenant? {
        try read { state in state.tenants.values.first { $0.name == name } }
    }

    package func tenants(_ request: PageRequest) async throws -> Page<Tenant> {
        try read { state in
            page(state.tenants.values, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func room(of tenant: ID<Tenant>) async throws -> [TenantRoom] {
        try read { state in
            state.counts(of: tenant).map { TenantRoom($0, count: $1, most: limits[$0]) }
        }
    }

    package func addTenant(
        _ tenant: Tenant, owner: ID<User>, audit: [AuditDraft]
    ) async throws {
        try write { change in
            let user = try change.state.user(owner)
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            guard !change.state.tenants.values.contains(where: { $0.name == tenant.name }) else {
                throw StoreError.refused(.tenantNameTaken)
            }
            change.state.tenants[tenant.id] = tenant
            change.state.memberships.append(
                Membership(
                    tenant: tenant.id, user: owner, role: .owner, created: tenant.created))
            change.record(audit)
        }
    }

    package func changeTenant(
        _ id: ID<Tenant>, _ change: @Sendable (inout Tenant) throws -> [AuditDraft]
    ) async throws -> Tenant {
        try write { state in
            guard let before = state.state.tenants[id] else {
                throw StoreError.notFound("tenant")
            }
            var tenant = before
            let audit = try change(&tenant)
            try tenant.displayName.requireStorable()
            guard
                !tenant.displayName.utf8.elementsEqual(before.displayName.utf8)
                    || tenant.historyDays != before.historyDays
            else { return before }
            state.state.tenants[id] = tenant
            state.record(audit)
            return tenant
        }
    }
}

extension MemoryStore.State {
    func counts(of tenant: ID<Tenant>) -> [(TenantLimits.Thing, Int)] {
        TenantLimits.Thing.allCases.map { thing in
            let count =
                switch thing {
                case .agents: agents.values.count { $0.scope == .tenant(tenant) }
                case .sources: sources.values.count { $0.item.tenant == tenant }
                case .schedules: schedules.values.count { $0.item.tenant == tenant }
                case .vaults: vaults.values.count { $0.item.tenant == tenant }
                case .hostedVaults:
                    vaults.values.count { $0.item.tenant == tenant && $0.item.isOnHub }
                case .keys: keys.values.count { $0.tenant == tenant }
                case .members: memberships.count { $0.tenant == tenant }
                case .apiTokens: apiTokens.values.count { $0.tenant == tenant }
                case .oneTimeTokens:
                    tokens.values.count { $0.tenant == tenant && $0.usesLeft > 0 }
                }
            return (thing, count)
        }
    }
}
