package import Values

/// One person's role in one tenant.
package struct Membership: Hashable, Sendable {
    package let tenant: ID<Tenant>
    package let user: ID<User>
    package var role: Role
    package let created: Timestamp

    package init(tenant: ID<Tenant>, user: ID<User>, role: Role, created: Timestamp) {
        self.tenant = tenant
        self.user = user
        self.role = role
        self.created = created
    }
}

/// A person together with their role in the tenant that was asked about.
package struct Member: Hashable, Sendable {
    package let user: User
    package var membership: Membership

    package init(user: User, membership: Membership) {
        self.user = user
        self.membership = membership
    }
}

/// Nobody can be helped by a tenant without an owner who can sign in, or by a hub without an
/// administrator: the last one stays.
package enum LastOneRule {
    /// Whether `group` would be empty of people who can sign in once `leaving` is gone from it.
    ///
    /// - Parameter group: who holds the right now and is not disabled.
    package static func forbids(_ leaving: ID<User>, from group: some Collection<ID<User>>) -> Bool
    {
        // Somebody who does not count now takes nothing away by leaving.
        group.contains(leaving) && group.allSatisfy { $0 == leaving }
    }
}
