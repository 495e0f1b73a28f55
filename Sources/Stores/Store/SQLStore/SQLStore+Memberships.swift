package import Domain
package import Values

extension SQLStore: MembershipStore {
    package func authority(of user: ID<User>) async throws -> Authority? {
        try await database.read { db in try db.authority(of: user) }
    }

    package func members(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<Member> {
        let found: [Member] = try await database.read { db in
            try db.all(
                """
                \(Member.all) WHERE m.tenant_id = \(tenant)
                AND (m.created_at, m.user_id) > (\(page.after.time), \(page.after.id))
                ORDER BY m.created_at, m.user_id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) {
            Cursor(time: $0.membership.created, id: $0.user.id.uuid)
        }
    }

    package func member(_ user: ID<User>, of tenant: ID<Tenant>) async throws -> Member? {
        try await database.read { db in
            try db.first(
                "\(Member.all) WHERE m.tenant_id = \(tenant) AND m.user_id = \(user)")
        }
    }

    package func addMember(_ membership: Membership, audit: [AuditDraft]) async throws {
        try await database.write { db in
            guard try db.reading.user(membership.user) != nil else {
                throw StoreError.notFound("user")
            }
            guard try db.reading.tenant(membership.tenant) != nil else {
                throw StoreError.notFound("tenant")
            }
            let role = try db.reading.role(of: membership.user, in: membership.tenant)
            guard role == nil else { throw StoreError.refused(.alreadyMember) }
            try db.insert(membership)
            try db.reading.requireRoom(for: .members, of: membership.tenant, in: limits)
            try db.record(audit, sha256: sha256)
        }
    }

    package func setRole(
        _ role: Role, of user: ID<User>, in tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let current = try db.reading.role(of: user, in: tenant) else {
                throw StoreError.notFound("member")
            }
            guard current != role else { return }
            if current == .owner { try db.reading.requireOtherOwner(than: user, in: tenant) }
            try db.execute(
                """
                UPDATE memberships SET role = \(role)
                WHERE tenant_id = \(tenant) AND user_id = \(user)
                """)
            try db.record(audit, sha256: sha256)
        }
    }

    package func removeMember(
        _ user: ID<User>, from tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let current = try db.reading.role(of: user, in: tenant) else {
                throw StoreError.notFound("member")
            }
            if current == .owner { try db.reading.requireOtherOwner(than: user, in: tenant) }
            try db.execute(
                "DELETE FROM memberships WHERE tenant_id = \(tenant) AND user_id = \(user)")
            if let left = try db.reading.authority(of: user), left.hasNoPart {
                try db.execute("DELETE FROM one_time_tokens WHERE user_id = \(user)")
            }
            try db.record(audit, sha256: sha256)
        }
    }

    package func hubAdministrators() async throws -> [User] {
        try await database.read { db in
            try db.all(
                """
                SELECT u.id, u.login, u.display_name, u.language, u.password_hash, u.created_at, \
                u.disabled_at
                FROM hub_administrators a JOIN users u ON u.id = a.user_id
                ORDER BY a.created_at, a.user_id
                """)
        }
    }

    package func addHubAdministrator(
        _ user: ID<User>, at time: Timestamp, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard try db.reading.user(user) != nil else { throw StoreError.notFound("user") }
            guard try !db.reading.isHubAdministrator(user) else { return }
            try db.insertHubAdministrator(user, at: time)
            try db.record(audit, sha256: sha256)
        }
    }

    package func removeHubAdministrator(
        _ user: ID<User>, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard try db.reading.isHubAdministrator(user) else {
                throw StoreError.notFound("hub administrator")
            }
            try db.reading.requireOtherHubAdministrator(than: user)
            try db.execute("DELETE FROM hub_administrators WHERE user_id = \(user)")
            try db.record(audit, sha256: sha256)
        }
    }
}

extension Member: RowDecodable {
    fileprivate static var all: SQL {
        """
        SELECT u.id, u.login, u.display_name, u.language, u.password_hash, u.created_at, \
        u.disabled_at, m.tenant_id, m.role, m.created_at AS joined_at
        FROM memberships m JOIN users u ON u.id = m.user_id
        """
    }

    package init(row: Row) throws {
        let user = try User(row: row)
        self.init(
            user: user,
            membership: Membership(
                tenant: try row.get("tenant_id"), user: user.id, role: try row.get("role"),
                created: try row.get("joined_at")))
    }
}
