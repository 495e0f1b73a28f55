package import Domain
package import Values

extension SQLStore: SecretStore {
    package func secrets(
        of owners: [SecretOwner], in tenant: ID<Tenant>
    ) async throws -> [StoredSecret] {
        try await database.read { db in
            var secrets: [StoredSecret] = []
            for owner in owners { secrets += try db.secrets(of: owner, in: tenant) }
            return secrets
        }
    }

    package func secrets(
        of tenant: ID<Tenant>, toldTo agent: ID<Agent>?, _ page: PageRequest
    ) async throws -> Page<StoredSecret> {
        let isMeant: SQL = agent.map { "AND (\(SQL.isTold(to: $0)))" } ?? ""
        let found: [StoredSecret] = try await database.read { db in
            try db.all(
                """
                SELECT \(StoredSecret.columns) FROM secrets
                WHERE tenant_id = \(tenant) \(isMeant)
                AND (changed_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY changed_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.changed, id: $0.id.uuid) }
    }

    package func reseal(
        _ id: ID<StoredSecret>, from old: [UInt8], to new: [UInt8]
    ) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                "UPDATE secrets SET sealed = \(new) WHERE id = \(id) AND sealed = \(old)") == 1
        }
    }
}

extension StoredSecret: RowDecodable {
    static let columns: SQL = """
        id, tenant_id, vault_id, source_id, key_id, agent_id, purpose, name, sealed, changed_at
        """

    package init(row: Row) throws {
        let owner: SecretOwner
        if let vault: ID<KnownVault> = try row.get("vault_id") {
            owner = .vault(vault)
        } else if let source: ID<Source> = try row.get("source_id") {
            owner = .source(source)
        } else if let key: ID<KnownKey> = try row.get("key_id") {
            owner = .key(key)
        } else {
            owner = .agent(try row.get("agent_id"))
        }
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"), owner: owner,
            purpose: try row.get("purpose"), name: try row.get("name"),
            sealed: try row.get("sealed"), changed: try row.get("changed_at"))
    }
}

extension SQL {
    /// What deletes is told to who keeps the vault, and nobody else.
    fileprivate static func isTold(to agent: ID<Agent>) -> SQL {
        let vaults: SQL = """
            SELECT id FROM vaults WHERE owner_id = \(agent) OR keeper_id = \(agent)
            UNION SELECT v.vault_id FROM source_vaults v JOIN sources s ON s.id = v.source_id
                WHERE s.agent_id = \(agent)
            UNION SELECT v.vault_id FROM run_vaults v JOIN runs r ON r.id = v.run_id
                WHERE r.agent_id = \(agent)
            """
        return """
            agent_id = \(agent)
            OR source_id IN (SELECT id FROM sources WHERE agent_id = \(agent))
            OR source_id IN (SELECT source_id FROM runs WHERE agent_id = \(agent))
            OR (vault_id IN (\(vaults)) AND (purpose = \(SecretPurpose.use)
                OR vault_id IN (SELECT id FROM vaults WHERE keeper_id = \(agent))))
            OR key_id IN (SELECT key_id FROM vault_keys WHERE vault_id IN (\(vaults)))
            """
    }
}

extension SecretOwner {
    fileprivate var condition: SQL {
        switch self {
        case .vault(let id): "vault_id = \(id)"
        case .source(let id): "source_id = \(id)"
        case .key(let id): "key_id = \(id)"
        case .agent(let id): "agent_id = \(id)"
        }
    }
}

extension ReadTransaction {
    borrowing func secrets(
        of owner: SecretOwner, in tenant: ID<Tenant>
    ) throws -> [StoredSecret] {
        try all(
            """
            SELECT \(StoredSecret.columns) FROM secrets
            WHERE \(owner.condition) AND tenant_id = \(tenant)
            """
        ).sorted {
            ($0.purpose.rawValue, $0.name.rawValue) < ($1.purpose.rawValue, $1.name.rawValue)
        }
    }
}

extension WriteTransaction {
    /// Puts secrets in the place of those in the same slots.
    borrowing func put(_ secrets: [StoredSecret], of owner: SecretOwner) throws {
        for secret in secrets {
            precondition(secret.owner == owner, "secrets lie with their owner")
            precondition(owner.names.contains(secret.name), "\(secret.name) is none of \(owner)")
            try remove([secret.slot], of: owner)
            var (vault, source): (ID<KnownVault>?, ID<Source>?)
            var (key, agent): (ID<KnownKey>?, ID<Agent>?)
            switch owner {
            case .vault(let id): vault = id
            case .source(let id): source = id
            case .key(let id): key = id
            case .agent(let id): agent = id
            }
            try execute(
                """
                INSERT INTO secrets (\(StoredSecret.columns))
                VALUES (\(secret.id), \(secret.tenant), \(vault), \(source), \(key), \
                \(agent), \(secret.purpose), \(secret.name), \(secret.sealed), \(secret.changed))
                """)
        }
    }

    /// Whether there was one of them.
    @discardableResult
    borrowing func remove(_ slots: Set<SecretSlot>, of owner: SecretOwner) throws -> Bool {
        var count = 0
        for slot in slots {
            count += try execute(
                """
                DELETE FROM secrets WHERE \(owner.condition)
                AND purpose = \(slot.purpose) AND name = \(slot.name)
                """)
        }
        return count > 0
    }

    /// Whether anything is other than it was.
    borrowing func apply(_ edit: SecretEdit, to owner: SecretOwner) throws -> Bool {
        let isRemoved = try remove(edit.remove, of: owner)
        try put(edit.put, of: owner)
        return isRemoved || !edit.put.isEmpty
    }
}
