internal import Domain
internal import Values

extension SQL {
    /// That a row is of the tenant, said so that no index begins with it: beside what has an index
    /// of its own. Without statistics a planner takes a tenant's rows for few, and they come in
    /// order, so it would read them all.
    static func isOfTenant(_ tenant: ID<Tenant>) -> SQL {
        "coalesce(tenant_id, tenant_id) = \(tenant)"
    }
}
