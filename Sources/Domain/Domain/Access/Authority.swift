package import Values

/// What one person may do, read together in one transaction: the only thing access is decided by.
package struct Authority: Hashable, Sendable {
    package let user: User
    package let roles: [ID<Tenant>: Role]
    package let isHubAdministrator: Bool

    package init(user: User, roles: [ID<Tenant>: Role], isHubAdministrator: Bool) {
        self.user = user
        self.roles = roles
        self.isHubAdministrator = isHubAdministrator
    }

    /// Whether the person may; `tenant` is the one the thing in question belongs to, nil for the
    /// hub's own. A disabled person, a stranger to the tenant and a tenant's question asked about
    /// no tenant all get no.
    package func allows(_ permission: Permission, in tenant: ID<Tenant>? = nil) -> Bool {
        guard !user.isDisabled else { return false }
        switch permission.requirement {
        case .signedIn: return true
        case .hubAdministrator: return isHubAdministrator
        case .role(let least): return tenant.flatMap { roles[$0] }.includes(least)
        }
    }

    /// Whether there is nothing here that is theirs to do.
    package var hasNoPart: Bool { roles.isEmpty && !isHubAdministrator }

    /// Whether the person may give or take `role`, and act on somebody who has it: owners are made
    /// and unmade by owners alone.
    package func mayManage(_ role: Role, in tenant: ID<Tenant>) -> Bool {
        allows(role == .owner ? .manageOwners : .manageMembers, in: tenant)
    }
}
