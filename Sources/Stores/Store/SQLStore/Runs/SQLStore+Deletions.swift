package import Domain
package import Values

extension SQLStore: DeletionStore {
    package func deletion(_ id: ID<Deletion>, of tenant: ID<Tenant>) async throws -> Deletion? {
        try await database.read { db in try db.deletion(id, of: tenant) }
    }

    package func deletions(
        of tenant: ID<Tenant>, matching filter: DeletionFilter, _ page: PageRequest
    ) async throws -> Page<Deletion> {
        var conditions: [SQL] = ["tenant_id = \(tenant)"]
        if !filter.states.isEmpty {
            let list = filter.states.sorted { $0.rawValue < $1.rawValue }.map { state -> SQL in
                "\(state)"
            }
            conditions.append("state IN (\(SQL.joined(list, by: ", ")))")
        }
        if let snapshot = filter.snapshot { conditions.append("snapshot_id = \(snapshot)") }
        if page.after != .start {
            conditions.append("(created_at, id) < (\(page.after.time), \(page.after.id))")
        }
        let condition = SQL.joined(conditions, by: " AND ")
        let found: [Deletion] = try await database.read { db in
            try db.all(
                """
                SELECT \(Deletion.columns) FROM deletions WHERE \(condition)
                ORDER BY created_at DESC, id DESC LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func deletionsDue(at now: Timestamp, limit: Int) async throws -> [Deletion] {
        try await database.read { db in
            // One after the other of each vault, and one vault after the other of each tenant.
            try db.all(
                """
                SELECT \(Deletion.columns) FROM (
                    SELECT \(Deletion.columns), row_number() OVER (
                        PARTITION BY tenant_id ORDER BY vault_turn, not_before, id) AS turn
                    FROM (
                        SELECT \(Deletion.columns), row_number() OVER (
                            PARTITION BY vault_id
                            ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, not_before, id
                        ) AS vault_turn
                        FROM (
                            SELECT \(Deletion.columns), (SELECT vault_id FROM snapshots
                                WHERE snapshots.id = deletions.snapshot_id) AS vault_id
                            FROM deletions WHERE state IN ('queued', 'running', 'retrying')
                            AND not_before <= \(now)
                        ) AS due
                    ) AS of_vaults
                ) AS of_tenants ORDER BY turn, not_before, id LIMIT \(limit)
                """)
        }
    }

    package func askDeletion(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>,
        _ decide: @Sendable (inout KnownSnapshot, Bool) throws -> DeletionWish
    ) async throws -> Deletion {
        try await database.write { db in
            guard let before = try db.reading.snapshot(snapshot, of: tenant), before.gone == nil
            else { throw StoreError.notFound("snapshot") }
            let open: Deletion? = try db.reading.first(
                """
                SELECT \(Deletion.columns) FROM deletions WHERE snapshot_id = \(snapshot)
                AND state IN ('queued', 'running', 'retrying', 'blocked')
                """)
            if let open { return open }
            var changed = before
            let wish = try decide(&changed, try db.reading.isLastGood(before))
            if changed != before { try db.update(changed, was: before) }
            try db.insert(wish.deletion)
            try db.record(wish.audit, sha256: sha256)
            return wish.deletion
        }
    }

    package func deletionRefusal(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> SnapshotRefusal? {
        // Not as a read: such a one may look past a hold that comes to stand before it.
        try await database.write { db in
            guard let known = try db.reading.snapshot(snapshot, of: tenant) else { return nil }
            var isLastGood = try db.reading.isLastGood(known)
            if isLastGood, try db.reading.wasForced(known) { isLastGood = false }
            return known.deletionRefusal(isForced: false, isLastGood: isLastGood, at: now)
        }
    }

    package func changeDeletion(
        _ id: ID<Deletion>, of tenant: ID<Tenant>, at now: Timestamp,
        _ change: @Sendable (inout Deletion) throws -> [AuditDraft]
    ) async throws -> Deletion {
        try await database.write { db in
            guard let before = try db.reading.deletion(id, of: tenant) else {
                throw StoreError.notFound("deletion")
            }
            var deletion = before
            let audit = try change(&deletion)
            guard deletion != before else { return before }
            try db.execute(
                """
                UPDATE deletions SET state = \(deletion.state), tries = \(deletion.tries), \
                run_id = \(deletion.run), not_before = \(deletion.notBefore)
                WHERE id = \(id)
                """)
            try db.note(AlertChanges(deletion), of: .tenant(tenant), at: now, sha256: sha256)
            try db.record(audit, sha256: sha256)
            return deletion
        }
    }
}

extension Deletion: RowDecodable {
    static let columns: SQL = """
        id, tenant_id, snapshot_id, state, tries, run_id, created_at, not_before
        """

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"),
            snapshot: try row.get("snapshot_id"), state: try row.get("state"),
            tries: try row.get("tries"), created: try row.get("created_at"),
            notBefore: try row.get("not_before"), run: try row.get("run_id"))
    }
}

extension ReadTransaction {
    fileprivate borrowing func deletion(
        _ id: ID<Deletion>, of tenant: ID<Tenant>
    ) throws -> Deletion? {
        try first(
            """
            SELECT \(Deletion.columns) FROM deletions
            WHERE id = \(id) AND tenant_id = \(tenant)
            """)
    }

    /// Whether the deletion that is open was asked for by force: the audit event of that moment
    /// says so.
    fileprivate borrowing func wasForced(_ snapshot: KnownSnapshot) throws -> Bool {
        let events: [AuditEvent] = try all(
            """
            SELECT \(AuditEvent.columns) FROM audit_events
            WHERE scope = \(snapshot.tenant) AND action = \(AuditAction.deletionAsked)
            AND target_id = \(snapshot.id) AND time IN (SELECT created_at FROM deletions
            WHERE snapshot_id = \(snapshot.id)
            AND state IN ('queued', 'running', 'retrying', 'blocked'))
            """)
        return events.contains { $0.draft.wasForced }
    }

    /// Whether its source has no other good one in the same vault that is as young.
    fileprivate borrowing func isLastGood(_ snapshot: KnownSnapshot) throws -> Bool {
        guard let source = snapshot.source, snapshot.isGood else { return false }
        let latest: ID<KnownSnapshot>? = try value(
            """
            SELECT id FROM snapshots
            WHERE source_id = \(source) AND vault_id = \(snapshot.vault)
            AND gone_at IS NULL AND is_good = 1
            ORDER BY claimed_at DESC, id DESC LIMIT 1
            """)
        return latest == snapshot.id
    }
}

extension WriteTransaction {
    fileprivate borrowing func insert(_ deletion: Deletion) throws {
        try execute(
            """
            INSERT INTO deletions (\(Deletion.columns)) VALUES (
            \(deletion.id), \(deletion.tenant), \(deletion.snapshot), \(deletion.state), \
            \(deletion.tries), \(deletion.run), \(deletion.created), \(deletion.notBefore))
            """)
    }
}
