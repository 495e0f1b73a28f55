package import Domain
package import Values

extension SQLStore: KeyStore {
    package func key(_ id: ID<KnownKey>, of tenant: ID<Tenant>) async throws -> KnownKey? {
        try await database.read { db in try db.key(id, of: tenant) }
    }

    package func keys(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<KnownKey> {
        let found: [KnownKey] = try await database.read { db in
            try db.all(
                """
                SELECT \(KnownKey.columns) FROM keys
                WHERE tenant_id = \(tenant)
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func addKey(
        _ key: KnownKey, secrets: [StoredSecret], orGetNamed: Bool, once: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> KnownKey {
        try await database.write { db in
            if let made = try db.reading.made(by: once, of: key.tenant, as: KnownKey.self) {
                guard let key = try db.reading.key(made, of: key.tenant) else {
                    throw StoreError.notFound("key")
                }
                return key
            }
            let named: KnownKey? = try db.reading.first(
                """
                SELECT \(KnownKey.columns) FROM keys
                WHERE tenant_id = \(key.tenant) AND name = \(key.name)
                """)
            if let named {
                guard orGetNamed else { throw StoreError.refused(.nameTaken) }
                return named
            }
            let isTaken = try db.reading.exists(
                """
                SELECT 1 FROM keys
                WHERE tenant_id = \(key.tenant) AND recipient = \(key.recipient)
                """)
            guard !isTaken else { throw StoreError.refused(.keyTaken) }
            try db.execute(
                """
                INSERT INTO keys (\(KnownKey.columns))
                VALUES (\(key.id), \(key.tenant), \(key.name), \(key.recipient), \(key.created))
                """)
            try db.reading.requireRoom(for: .keys, of: key.tenant, in: limits)
            try db.put(secrets, of: .key(key.id))
            try db.remember(once, of: key.tenant, made: key.id.uuid, at: key.created)
            try db.record(audit, sha256: sha256)
            return key
        }
    }

    package func deleteKey(
        _ id: ID<KnownKey>, of tenant: ID<Tenant>,
        audit: @Sendable (KnownKey) -> [AuditDraft]
    ) async throws -> Removal<KnownKey> {
        try await database.write { db in
            guard let key = try db.reading.key(id, of: tenant) else { return .absent }
            let users = try db.reading.users(
                .vault,
                """
                SELECT v.id, v.name FROM vaults v JOIN vault_keys k ON k.vault_id = v.id
                WHERE k.key_id = \(id)
                """)
            guard users.isEmpty else { return .used(by: users.ordered()) }
            try db.execute("DELETE FROM keys WHERE id = \(id)")
            try db.record(audit(key), sha256: sha256)
            return .removed(key)
        }
    }
}

extension KnownKey: RowDecodable {
    static let columns: SQL = "id, tenant_id, name, recipient, created_at"

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"), name: try row.get("name"),
            recipient: try row.get("recipient"), created: try row.get("created_at"))
    }
}

extension ReadTransaction {
    borrowing func key(_ id: ID<KnownKey>, of tenant: ID<Tenant>) throws -> KnownKey? {
        try first(
            """
            SELECT \(KnownKey.columns) FROM keys WHERE id = \(id) AND tenant_id = \(tenant)
            """)
    }
}
