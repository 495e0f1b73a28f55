package import Domain
package import Values

extension SQLStore: SnapshotStore {
    package func snapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) async throws -> KnownSnapshot? {
        try await database.read { db in try db.snapshot(id, of: tenant) }
    }

    package func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        var conditions = filter.ofTenant(tenant) + filter.conditions
        if page.after != .start {
            conditions.append("(claimed_at, id) < (\(page.after.time), \(page.after.id))")
        }
        let condition = SQL.joined(conditions, by: " AND ")
        let found = try await database.read { db in
            try db.snapshots(
                """
                SELECT \(KnownSnapshot.columns) FROM snapshots WHERE \(condition)
                ORDER BY claimed_at DESC, id DESC LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.claimedTime, id: $0.id.uuid) }
    }

    package func newestSnapshots(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        try await database.read { db in
            var sources: [Cursor] = []
            try db.forEach(
                """
                SELECT id, created_at FROM sources WHERE tenant_id = \(tenant)
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """
            ) { row in
                let id: ID<Source> = try row.get("id")
                sources.append(Cursor(time: try row.get("created_at"), id: id.uuid))
            }
            let shown = Page(sources, for: page) { $0 }
            var found: [KnownSnapshot] = []
            for list in SQL.lists(of: Set(shown.items.map { ID<Source>($0.id) })) {
                found += try db.snapshots(
                    """
                    SELECT \(KnownSnapshot.columns) FROM snapshots WHERE id IN (
                    SELECT (SELECT s.id FROM snapshots s
                    WHERE s.source_id = o.id AND s.gone_at IS NULL
                    ORDER BY s.claimed_at DESC, s.id DESC LIMIT 1)
                    FROM sources o WHERE o.id IN (\(list)))
                    AND \(SQL.isOfTenant(tenant))
                    """)
            }
            let places = Dictionary(
                uniqueKeysWithValues: shown.items.enumerated().map { ($1.id, $0) })
            func place(_ snapshot: KnownSnapshot) -> Int {
                snapshot.source.flatMap { places[$0.uuid] } ?? places.count
            }
            return Page(items: found.sorted { place($0) < place($1) }, next: shown.next)
        }
    }

    package func changeSnapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>,
        _ change: @Sendable (inout KnownSnapshot, _ isLeaving: Bool) throws -> [AuditDraft]
    ) async throws -> KnownSnapshot {
        try await database.write { db in
            guard let before = try db.reading.snapshot(id, of: tenant) else {
                throw StoreError.notFound("snapshot")
            }
            var snapshot = before
            let audit = try change(&snapshot, try db.reading.isLeaving(before))
            guard snapshot != before else { return before }
            try db.update(snapshot, was: before)
            try db.record(audit, sha256: sha256)
            return snapshot
        }
    }
}

extension SnapshotFilter {
    /// Whose they are. Those of one run are looked up in each vault of the tenant.
    fileprivate func ofTenant(_ tenant: ID<Tenant>) -> [SQL] {
        // Of sources their own index is read.
        if let agent {
            return [
                .isOfTenant(tenant),
                """
                source_id IN (SELECT o.id FROM sources o
                WHERE o.agent_id = \(agent) AND o.tenant_id = \(tenant))
                """,
            ]
        }
        if source != nil { return [.isOfTenant(tenant)] }
        guard run != nil else { return ["tenant_id = \(tenant)"] }
        return [
            .isOfTenant(tenant),
            "vault_id IN (SELECT v.id FROM vaults v WHERE v.tenant_id = \(tenant))",
        ]
    }

    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if let source { conditions.append("source_id = \(source)") }
        if let vault { conditions.append("vault_id = \(vault)") }
        if let run { conditions.append("run_id = \(run)") }
        if let times {
            conditions += [
                "claimed_at >= \(times.lowerBound)", "claimed_at < \(times.upperBound)",
            ]
        }
        if !includesGone { conditions.append("gone_at IS NULL") }
        return conditions
    }
}

extension ReadTransaction {
    /// Whether a run that may take it away is with its agent. Which snapshots one that forgets was
    /// told of is not kept: it may be any of its vault.
    fileprivate borrowing func isLeaving(_ snapshot: KnownSnapshot) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM runs WHERE tenant_id = \(snapshot.tenant) AND ended_at IS NULL
            AND state <> 'queued' AND (kind = 'delete' AND snapshot_id = \(snapshot.id)
            OR (kind = 'forget' OR is_wipe = 1) AND EXISTS (SELECT 1 FROM run_vaults v
            WHERE v.run_id = runs.id AND v.vault_id = \(snapshot.vault)))
            """)
    }
}

extension WriteTransaction {
    /// Pin and holds: the rest is what the vault says.
    borrowing func update(
        _ snapshot: KnownSnapshot, was before: KnownSnapshot
    ) throws {
        try execute(
            """
            UPDATE snapshots SET pinned_by = \(snapshot.pin?.user), \
            pinned_at = \(snapshot.pin?.time), pin_note = \(snapshot.pin?.note)
            WHERE id = \(snapshot.id)
            """)
        for hold in snapshot.holds where !before.holds.contains(hold) {
            try execute(
                """
                INSERT INTO snapshot_holds (id, snapshot_id, reason, placed_at, until_at, \
                released_at)
                VALUES (\(hold.id), \(snapshot.id), \(hold.reason), \(hold.placed), \
                \(hold.until), \(hold.released))
                ON CONFLICT (id) DO UPDATE SET released_at = excluded.released_at
                """)
        }
    }
}
