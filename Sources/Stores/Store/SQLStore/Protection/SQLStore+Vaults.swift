package import Domain
package import Values

extension SQLStore: VaultStore {
    package func vault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> Versioned<KnownVault>? {
        try await database.read { db in try db.vault(id, of: tenant) }
    }

    package func vaults(
        of tenant: ID<Tenant>, matching filter: VaultFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<KnownVault>> {
        let after: SQL = "(created_at, id) > (\(page.after.time), \(page.after.id))"
        let conditions = SQL.joined(
            ["tenant_id = \(tenant)", after] + filter.conditions, by: " AND ")
        let found = try await database.read { db in
            try db.vaults(
                "WHERE \(conditions) ORDER BY created_at, id LIMIT \(page.limit + 1)")
        }
        return Page(found, for: page) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
    }

    package func addVault(
        _ vault: KnownVault, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<KnownVault> {
        try await database.write { db in
            let made = try db.reading.made(by: key, of: vault.tenant, as: KnownVault.self)
            if let made {
                guard let vault = try db.reading.vault(made, of: vault.tenant) else {
                    throw StoreError.notFound("vault")
                }
                return vault
            }
            try db.reading.requireRight(vault)
            try db.insert(vault)
            try db.reading.requireRoom(for: .vaults, of: vault.tenant, in: limits)
            if vault.isOnHub {
                try db.reading.requireRoom(for: .hostedVaults, of: vault.tenant, in: limits)
            }
            try db.reading.requireRoom(at: [vault.owner, vault.keeper].compactMap(\.self))
            try db.put(secrets, of: .vault(vault.id))
            try db.remember(
                key, of: vault.tenant, made: vault.id.uuid, at: vault.created)
            try db.record(audit, sha256: sha256)
            return Versioned(vault, version: 1)
        }
    }

    package func changeVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout KnownVault) throws -> [AuditDraft]
    ) async throws -> Versioned<KnownVault> {
        try await database.write { db in
            guard let before = try db.reading.vault(id, of: tenant) else {
                throw StoreError.notFound("vault")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var vault = before.item
            let audit = try change(&vault)
            let isOther = vault != before.item || !vault.name.isSameText(as: before.item.name)
            guard try db.apply(secrets, to: .vault(id)) || isOther else { return before }
            try db.reading.requireRight(vault)
            let lost = try db.reading.sources(storingIn: id).filter { !vault.takes(from: $0) }
            guard lost.isEmpty else {
                throw InUseError(
                    lost.map { Usage(.source, id: $0.id.uuid, name: $0.name) }.ordered())
            }
            try db.update(vault)
            if vault.isOnHub, !before.item.isOnHub {
                try db.reading.requireRoom(for: .hostedVaults, of: tenant, in: limits)
            }
            try db.reading.requireRoom(at: [vault.owner, vault.keeper].compactMap(\.self))
            try db.record(audit, sha256: sha256)
            return Versioned(vault, version: before.version + 1)
        }
    }

    package func deleteVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (KnownVault) -> [AuditDraft]
    ) async throws -> Removal<KnownVault> {
        try await database.write { db in
            guard let vault = try db.reading.vault(id, of: tenant)?.item else { return .absent }
            let users = try db.reading.sources(storingIn: id).map {
                Usage(.source, id: $0.id.uuid, name: $0.name)
            }
            guard users.isEmpty else { return .used(by: users.ordered()) }
            guard try !db.reading.isHeld(id, at: now) else {
                throw StoreError.refused(.snapshotHeld)
            }
            try db.endSummary(of: id)
            try db.execute("DELETE FROM vaults WHERE id = \(id)")
            try db.record(audit(vault), sha256: sha256)
            return .removed(vault)
        }
    }

    package func isHeld(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Bool {
        try await database.read { db in
            guard try db.vault(id, of: tenant) != nil else { throw StoreError.notFound("vault") }
            return try db.isHeld(id, at: now)
        }
    }
}

extension ReadTransaction {
    /// Whether somebody holds a snapshot in it.
    fileprivate borrowing func isHeld(_ id: ID<KnownVault>, at now: Timestamp) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM snapshots WHERE vault_id = \(id) AND gone_at IS NULL
            AND \(SQL.isHeld(at: now))
            """)
    }
}

extension VaultFilter {
    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if let readiness { conditions.append("readiness = \(readiness)") }
        if let agent {
            conditions.append(
                """
                (owner_id = \(agent) OR owner_id IS NULL AND (is_for_all = 1 OR EXISTS
                (SELECT 1 FROM vault_agents a
                WHERE a.vault_id = vaults.id AND a.agent_id = \(agent))))
                """)
        }
        if let text {
            let pattern = text.asPartPattern
            conditions.append(
                """
                (lower(name) LIKE \(pattern) ESCAPE '!' OR lower(place) LIKE \(pattern) ESCAPE '!')
                """)
        }
        return conditions
    }
}
