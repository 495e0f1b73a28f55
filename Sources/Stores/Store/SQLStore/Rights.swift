internal import Domain
internal import Values

// What several ports ask about rights, inside their own transactions.

extension ReadTransaction {
    borrowing func authority(of id: ID<User>) throws -> Authority? {
        guard let user = try user(id) else { return nil }
        var roles: [ID<Tenant>: Role] = [:]
        try forEach("SELECT tenant_id, role FROM memberships WHERE user_id = \(id)") { row in
            roles[try row.get("tenant_id")] = try row.get("role", as: Role.self)
        }
        return Authority(
            user: user, roles: roles, isHubAdministrator: try isHubAdministrator(id))
    }

    borrowing func role(of user: ID<User>, in tenant: ID<Tenant>) throws -> Role? {
        try value(
            "SELECT role FROM memberships WHERE tenant_id = \(tenant) AND user_id = \(user)")
    }

    borrowing func isHubAdministrator(_ user: ID<User>) throws -> Bool {
        try exists("SELECT 1 FROM hub_administrators WHERE user_id = \(user)")
    }

    borrowing func requireOtherOwner(than user: ID<User>, in tenant: ID<Tenant>) throws {
        let owners: [ID<User>] = try column(
            """
            SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = \(tenant) AND m.role = \(Role.owner) AND u.disabled_at IS NULL
            """)
        guard !LastOneRule.forbids(user, from: owners) else {
            throw StoreError.refused(.lastOwner)
        }
    }

    borrowing func requireOtherHubAdministrator(than user: ID<User>) throws {
        let administrators: [ID<User>] = try column(
            """
            SELECT a.user_id FROM hub_administrators a JOIN users u ON u.id = a.user_id
            WHERE u.disabled_at IS NULL
            """)
        guard !LastOneRule.forbids(user, from: administrators) else {
            throw StoreError.refused(.lastHubAdministrator)
        }
    }
}

extension WriteTransaction {
    borrowing func insert(_ membership: Membership) throws {
        try execute(
            """
            INSERT INTO memberships (tenant_id, user_id, role, created_at)
            VALUES (\(membership.tenant), \(membership.user), \(membership.role), \
            \(membership.created))
            """)
    }

    borrowing func insertHubAdministrator(_ user: ID<User>, at time: Timestamp) throws {
        try execute(
            "INSERT INTO hub_administrators (user_id, created_at) VALUES (\(user), \(time))")
    }
}
