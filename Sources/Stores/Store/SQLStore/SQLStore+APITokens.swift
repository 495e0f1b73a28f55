package import Domain
package import Values

extension SQLStore: APITokenStore {
    package func issueAPIToken(
        _ token: APIToken, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            try db.reading.requireNew(key, of: token.tenant)
            try db.remember(key, of: token.tenant, made: token.id.uuid, at: token.created)
            guard try db.reading.role(of: token.user, in: token.tenant) != nil else {
                throw StoreError.notFound("member")
            }
            try db.execute(
                """
                INSERT INTO api_tokens (\(APIToken.columns))
                VALUES (\(token.id), \(token.tenant), \(token.user), \(token.name), \
                \(token.hash), \(token.role), \(token.created), \(token.expires), \
                \(token.lastUsed))
                """)
            try db.reading.requireRoom(for: .apiTokens, of: token.tenant, in: limits)
            try db.record(audit, sha256: sha256)
        }
    }

    package func apiTokens(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<APIToken> {
        let found: [APIToken] = try await database.read { db in
            try db.all(
                """
                SELECT \(APIToken.columns) FROM api_tokens
                WHERE tenant_id = \(tenant)
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func bearer(of hash: TokenHash) async throws -> TokenBearer? {
        try await database.read { db in
            guard
                let token: APIToken = try db.first(
                    "SELECT \(APIToken.columns) FROM api_tokens WHERE hash = \(hash)"),
                let authority = try db.authority(of: token.user)
            else { return nil }
            return TokenBearer(token: token, authority: token.narrowing(authority))
        }
    }

    package func touchAPIToken(_ id: ID<APIToken>, at time: Timestamp) async throws {
        _ = try await database.write { db in
            try db.execute(
                """
                UPDATE api_tokens SET last_used_at = \(time)
                WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < \(time))
                """)
        }
    }

    package func revokeAPIToken(
        _ id: ID<APIToken>, of tenant: ID<Tenant>,
        audit: @Sendable (APIToken) -> [AuditDraft]
    ) async throws -> Bool {
        try await database.write { db in
            let token: APIToken? = try db.reading.first(
                """
                SELECT \(APIToken.columns) FROM api_tokens
                WHERE id = \(id) AND tenant_id = \(tenant)
                """)
            guard let token else { return false }
            try db.execute("DELETE FROM api_tokens WHERE id = \(id)")
            try db.record(audit(token), sha256: sha256)
            return true
        }
    }
}

extension APIToken: RowDecodable {
    static let columns: SQL = """
        id, tenant_id, user_id, name, hash, role, created_at, expires_at, last_used_at
        """

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"), user: try row.get("user_id"),
            name: try row.get("name"), hash: try row.get("hash"), role: try row.get("role"),
            created: try row.get("created_at"), expires: try row.get("expires_at"),
            lastUsed: try row.get("last_used_at"))
    }
}
