internal import AgentProtocol
package import Domain
internal import JSON
package import Values

extension SQLStore: OneTimeTokenStore {
    package func issueToken(
        _ token: OneTimeToken, replacing: Bool, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            if let tenant = token.tenant {
                guard try db.reading.tenant(tenant) != nil else {
                    throw StoreError.notFound("tenant")
                }
                try db.reading.requireNew(key, of: tenant)
                try db.remember(key, of: tenant, made: token.id.uuid, at: token.created)
            }
            if let user = token.user, try db.reading.user(user) == nil {
                throw StoreError.notFound("user")
            }
            if replacing {
                let tenant = token.tenant.map { "= \($0)" as SQL } ?? "IS NULL"
                let user = token.user.map { "= \($0)" as SQL } ?? "IS NULL"
                try db.execute(
                    """
                    DELETE FROM one_time_tokens
                    WHERE purpose = \(token.purpose) AND tenant_id \(tenant) AND user_id \(user)
                    """)
            }
            try db.insert(token)
            if let tenant = token.tenant {
                try db.reading.requireRoom(for: .oneTimeTokens, of: tenant, in: limits)
            }
            try db.record(audit, sha256: sha256)
        }
    }

    package func token(_ hash: TokenHash) async throws -> OneTimeToken? {
        try await database.read { db in try db.token(hash) }
    }

    package func tokens(
        for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> [OneTimeToken] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(OneTimeToken.columns) FROM one_time_tokens
                WHERE purpose = \(purpose) AND tenant_id = \(tenant)
                AND uses_left > 0 AND expires_at > \(now)
                ORDER BY created_at, id LIMIT \(PageRequest.limitMax)
                """)
        }
    }

    package func useToken(
        _ hash: TokenHash, for purpose: OneTimeToken.Purpose, at now: Timestamp,
        audit: @Sendable (OneTimeToken) -> [AuditDraft]
    ) async throws -> OneTimeToken {
        try await database.write { db in
            let token = try db.takeUse(of: hash, for: purpose, at: now)
            try db.record(audit(token), sha256: sha256)
            return token
        }
    }

    package func setPassword(
        to password: PasswordHash, by hash: TokenHash, for purpose: OneTimeToken.Purpose,
        at now: Timestamp, audit: @Sendable (User) -> [AuditDraft]
    ) async throws -> User {
        try await database.write { db in
            let token = try db.takeUse(of: hash, for: purpose, at: now)
            guard let id = token.user, var user = try db.reading.user(id) else {
                throw StoreError.refused(.tokenRefused)
            }
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            try db.execute("UPDATE users SET password_hash = \(password) WHERE id = \(id)")
            try db.endSessions(of: id, except: nil)
            user.passwordHash = password
            try db.record(audit(user), sha256: sha256)
            return user
        }
    }

    package func revokeToken(
        _ id: ID<OneTimeToken>, audit: [AuditDraft]
    ) async throws -> Bool {
        try await database.write { db in
            guard try db.execute("DELETE FROM one_time_tokens WHERE id = \(id)") == 1 else {
                return false
            }
            try db.record(audit, sha256: sha256)
            return true
        }
    }

    package func revokeToken(
        _ id: ID<OneTimeToken>, for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>,
        audit: [AuditDraft]
    ) async throws -> Bool {
        try await database.write { db in
            let count = try db.execute(
                """
                DELETE FROM one_time_tokens
                WHERE id = \(id) AND purpose = \(purpose) AND tenant_id = \(tenant)
                """)
            guard count == 1 else { return false }
            try db.record(audit, sha256: sha256)
            return true
        }
    }

    package func removeDeadTokens(at now: Timestamp) async throws -> Int {
        try await database.write { db in
            try db.execute(
                """
                DELETE FROM one_time_tokens
                WHERE expires_at <= \(now) OR uses_left = 0 AND protects IS NULL
                """)
        }
    }
}

extension OneTimeToken: RowDecodable {
    static let columns: SQL =
        "id, purpose, hash, tenant_id, user_id, protects, uses_left, created_at, expires_at"

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), purpose: try row.get("purpose"), hash: try row.get("hash"),
            tenant: try row.get("tenant_id"), user: try row.get("user_id"),
            protects: try row.json("protects", .firstProtection),
            usesLeft: try row.get("uses_left"), created: try row.get("created_at"),
            expires: try row.get("expires_at"))
    }
}

extension ReadTransaction {
    borrowing func token(_ hash: TokenHash) throws -> OneTimeToken? {
        try first("SELECT \(OneTimeToken.columns) FROM one_time_tokens WHERE hash = \(hash)")
    }
}

extension WriteTransaction {
    borrowing func insert(_ token: OneTimeToken) throws {
        try execute(
            """
            INSERT INTO one_time_tokens (\(OneTimeToken.columns))
            VALUES (\(token.id), \(token.purpose), \(token.hash), \(token.tenant), \
            \(token.user), \(token.protects.map(Schema.firstProtection.text)), \
            \(token.usesLeft), \(token.created), \(token.expires))
            """)
    }

    /// Returns the token with one use less, or refuses it.
    borrowing func takeUse(
        of hash: TokenHash, for purpose: OneTimeToken.Purpose, at now: Timestamp
    ) throws -> OneTimeToken {
        guard var token = try reading.token(hash), token.isUsable(for: purpose, at: now) else {
            throw StoreError.refused(.tokenRefused)
        }
        token.usesLeft -= 1
        try execute(
            "UPDATE one_time_tokens SET uses_left = \(token.usesLeft) WHERE id = \(token.id)")
        return token
    }
}
