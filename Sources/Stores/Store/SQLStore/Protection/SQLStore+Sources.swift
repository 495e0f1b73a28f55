package import Domain
package import Values

extension SQLStore: SourceStore {
    package func source(
        _ id: ID<Source>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Source>? {
        try await database.read { db in try db.source(id, of: tenant) }
    }

    package func sources(
        of tenant: ID<Tenant>, matching filter: SourceFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<Source>> {
        let after: SQL = "(created_at, id) > (\(page.after.time), \(page.after.id))"
        let conditions = SQL.joined(
            [filter.ofTenant(tenant), after] + filter.conditions, by: " AND ")
        let found = try await database.read { db in
            try db.sources(
                "WHERE \(conditions) ORDER BY created_at, id LIMIT \(page.limit + 1)")
        }
        return Page(found, for: page) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
    }

    package func addSource(
        _ source: Source, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<Source> {
        try await database.write { db in
            let made = try db.reading.made(by: key, of: source.tenant, as: Source.self)
            if let made {
                guard let source = try db.reading.source(made, of: source.tenant) else {
                    throw StoreError.notFound("source")
                }
                return source
            }
            try db.reading.requireRight(source)
            try db.insert(source)
            try db.reading.requireRoom(for: .sources, of: source.tenant, in: limits)
            try db.reading.requireRoom(at: [source.place.agent].compactMap(\.self))
            try db.put(secrets, of: .source(source.id))
            try db.remember(
                key, of: source.tenant, made: source.id.uuid, at: source.created)
            try db.record(audit, sha256: sha256)
            return Versioned(source, version: 1)
        }
    }

    package func changeSource(
        _ id: ID<Source>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout Source) throws -> [AuditDraft]
    ) async throws -> Versioned<Source> {
        try await database.write { db in
            guard let before = try db.reading.source(id, of: tenant) else {
                throw StoreError.notFound("source")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var source = before.item
            let audit = try change(&source)
            let isOther = source != before.item || !source.name.isSameText(as: before.item.name)
            guard try db.apply(secrets, to: .source(id)) || isOther else { return before }
            try db.reading.requireRight(source)
            try db.update(source)
            try db.reading.requireRoom(at: [source.place.agent].compactMap(\.self))
            try db.record(audit, sha256: sha256)
            return Versioned(source, version: before.version + 1)
        }
    }

    package func deleteSource(
        _ id: ID<Source>, of tenant: ID<Tenant>, audit: @Sendable (Source) -> [AuditDraft]
    ) async throws -> Removal<Source> {
        try await database.write { db in
            guard let source = try db.reading.source(id, of: tenant)?.item else {
                return .absent
            }
            let users = try db.reading.users(
                .schedule,
                """
                SELECT s.id, s.name FROM schedules s
                JOIN schedule_sources l ON l.schedule_id = s.id WHERE l.source_id = \(id)
                """)
            guard users.isEmpty else { return .used(by: users.ordered()) }
            if let agent = source.place.agent {
                let hasOther = try db.reading.exists(
                    """
                    SELECT 1 FROM sources WHERE agent_id = \(agent) AND id <> \(id) UNION ALL
                    SELECT 1 FROM agents WHERE id = \(agent)
                    AND standing = \(AgentStanding.revoked)
                    """)
                guard hasOther else { throw StoreError.refused(.lastSource) }
            }
            try db.endSummary(of: id)
            try db.execute("DELETE FROM sources WHERE id = \(id)")
            try db.record(audit(source), sha256: sha256)
            return .removed(source)
        }
    }
}

extension SourceFilter {
    /// Whose they are, said so that a planner without statistics reads no more than it has to.
    fileprivate func ofTenant(_ tenant: ID<Tenant>) -> SQL {
        // Of one agent its own index is read, and of those that are named no index by age.
        if agent != nil || ids != nil { return .isOfTenant(tenant) }
        // Of a vault that nobody stores in nothing is.
        if let vault {
            return """
                tenant_id = (SELECT t.tenant_id FROM vaults t
                WHERE t.id = \(vault) AND t.tenant_id = \(tenant)
                AND EXISTS (SELECT 1 FROM source_vaults u WHERE u.vault_id = t.id))
                """
        }
        return "tenant_id = \(tenant)"
    }

    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if let agent { conditions.append("agent_id = \(agent)") }
        if let vault {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM source_vaults v
                WHERE v.source_id = sources.id AND v.vault_id = \(vault))
                """)
        }
        if let isEnabled { conditions.append("is_enabled = \(isEnabled)") }
        if let text {
            conditions.append("lower(name) LIKE \(text.asPartPattern) ESCAPE '!'")
        }
        if let ids {
            let lists = SQL.lists(of: ids).map { list -> SQL in "id IN (\(list))" }
            conditions.append(lists.isEmpty ? "1 = 0" : "(\(SQL.joined(lists, by: " OR ")))")
        }
        return conditions
    }
}
