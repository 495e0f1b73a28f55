package import Domain
package import Values

/// Tenants. None is ever removed here: that is a deletion run of its own.
package protocol TenantStore: Sendable {
    func tenant(_ id: ID<Tenant>) async throws -> Tenant?

    func tenant(named name: String) async throws -> Tenant?

    /// All tenants by (created, id).
    func tenants(_ page: PageRequest) async throws -> Page<Tenant>

    /// How many of each a tenant has, and may have.
    func room(of tenant: ID<Tenant>) async throws -> [TenantRoom]

    /// Makes a tenant with its first owner, who must exist.
    ///
    /// Throws `refused(.tenantNameTaken)`, `refused(.userDisabled)`, or `notFound` for the user.
    func addTenant(_ tenant: Tenant, owner: ID<User>, audit: [AuditDraft]) async throws

    /// Changes what people may change of a tenant, as if nobody else were there, and returns it as
    /// it is now. A change that changes nothing is not recorded. Throws `notFound`.
    func changeTenant(
        _ id: ID<Tenant>, _ change: @Sendable (inout Tenant) throws -> [AuditDraft]
    ) async throws -> Tenant
}
