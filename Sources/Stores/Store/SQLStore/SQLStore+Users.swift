package import Domain
package import Values

extension SQLStore: UserStore {
    package func user(_ id: ID<User>) async throws -> User? {
        try await database.read { db in try db.user(id) }
    }

    package func user(login: String) async throws -> User? {
        try await database.read { db in
            try db.first("SELECT \(User.columns) FROM users WHERE login = \(login)")
        }
    }

    package func users(_ page: PageRequest) async throws -> Page<User> {
        let found: [User] = try await database.read { db in
            try db.all(
                """
                SELECT \(User.columns) FROM users
                WHERE (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func addUser(
        _ user: User, as membership: Membership?, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            let isTaken = try db.reading.exists(
                "SELECT 1 FROM users WHERE login = \(user.login)")
            guard !isTaken else { throw StoreError.refused(.loginTaken) }
            try db.insert(user)
            if let membership {
                guard try db.reading.tenant(membership.tenant) != nil else {
                    throw StoreError.notFound("tenant")
                }
                try db.insert(membership)
                try db.reading.requireRoom(for: .members, of: membership.tenant, in: limits)
            }
            try db.record(audit, sha256: sha256)
        }
    }

    package func updateUser(
        _ id: ID<User>, displayName: String, language: Language?, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let user = try db.reading.user(id) else { throw StoreError.notFound("user") }
            guard !user.displayName.isSameText(as: displayName) || user.language != language
            else { return }
            try db.execute(
                """
                UPDATE users SET display_name = \(displayName), language = \(language)
                WHERE id = \(id)
                """)
            try db.record(audit, sha256: sha256)
        }
    }

    package func setPassword(
        of id: ID<User>, from old: PasswordHash?, to hash: PasswordHash,
        keeping session: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Bool {
        try await database.write { db in
            guard let user = try db.reading.user(id) else { throw StoreError.notFound("user") }
            guard user.passwordHash == old else { return false }
            try db.execute("UPDATE users SET password_hash = \(hash) WHERE id = \(id)")
            try db.endSessions(of: id, except: session)
            try db.record(audit, sha256: sha256)
            return true
        }
    }

    package func renewPassword(
        of id: ID<User>, from old: PasswordHash, to hash: PasswordHash
    ) async throws {
        try await database.write { db in
            _ = try db.execute(
                """
                UPDATE users SET password_hash = \(hash)
                WHERE id = \(id) AND password_hash = \(old)
                """)
        }
    }

    package func disableUser(
        _ id: ID<User>, at time: Timestamp, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let user = try db.reading.user(id) else { throw StoreError.notFound("user") }
            guard !user.isDisabled else { return }
            let owned: [ID<Tenant>] = try db.reading.column(
                """
                SELECT tenant_id FROM memberships
                WHERE user_id = \(id) AND role = \(Role.owner) ORDER BY tenant_id
                """)
            for tenant in owned { try db.reading.requireOtherOwner(than: id, in: tenant) }
            try db.reading.requireOtherHubAdministrator(than: id)
            try db.execute("UPDATE users SET disabled_at = \(time) WHERE id = \(id)")
            try db.endSessions(of: id, except: nil)
            try db.record(audit, sha256: sha256)
        }
    }

    package func enableUser(_ id: ID<User>, audit: [AuditDraft]) async throws {
        try await database.write { db in
            guard let user = try db.reading.user(id) else { throw StoreError.notFound("user") }
            guard user.isDisabled else { return }
            try db.execute(
                "UPDATE users SET disabled_at = \(Timestamp?.none) WHERE id = \(id)")
            try db.record(audit, sha256: sha256)
        }
    }
}

extension User: RowDecodable {
    static let columns: SQL =
        "id, login, display_name, language, password_hash, created_at, disabled_at"

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), login: try row.get("login"),
            displayName: try row.get("display_name"), language: try row.get("language"),
            passwordHash: try row.get("password_hash"), created: try row.get("created_at"),
            disabled: try row.get("disabled_at"))
    }
}

extension ReadTransaction {
    borrowing func user(_ id: ID<User>) throws -> User? {
        try first("SELECT \(User.columns) FROM users WHERE id = \(id)")
    }
}

extension WriteTransaction {
    borrowing func insert(_ user: User) throws {
        try execute(
            """
            INSERT INTO users (\(User.columns))
            VALUES (\(user.id), \(user.login), \(user.displayName), \(user.language), \
            \(user.passwordHash), \(user.created), \(user.disabled))
            """)
    }
}
