package import Domain
package import Values

extension SQLStore: WatchStore {
    package func watchedAgents(_ page: PageRequest) async throws -> Page<WatchedAgent> {
        let found: [WatchedAgent] = try await database.read { db in
            try db.all(
                """
                SELECT id, tenant_id, created_at, last_seen_at FROM agents
                WHERE standing <> 'revoked'
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func watchedSources(_ page: PageRequest) async throws -> Page<WatchedSource> {
        let found = try await database.read { db in
            let rows: [SourceRow] = try db.all(
                """
                SELECT id, tenant_id, created_at, (
                    SELECT coalesce(r.nominal_at, r.created_at) FROM runs r
                    WHERE r.source_id = sources.id AND r.kind = 'backup'
                    AND r.state IN ('succeeded', 'warned')
                    ORDER BY r.created_at DESC LIMIT 1) AS good_at
                FROM sources
                WHERE is_enabled = 1
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
            let times = try db.times(of: rows.map(\.id))
            return rows.map { row in
                WatchedSource(
                    id: row.id, tenant: row.tenant, created: row.created, lastGood: row.good,
                    times: times[row.id] ?? [])
            }
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func watchedVaults(_ page: PageRequest) async throws -> Page<WatchedVault> {
        let found = try await database.read { db in
            let vaults = try db.vaults(
                """
                WHERE readiness = 'ready'
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """
            ).map(\.item)
            let open = vaults.isEmpty ? [:] : try db.openCare()
            return try vaults.map { vault in
                WatchedVault(
                    vault: vault,
                    care: Dictionary(
                        uniqueKeysWithValues: try db.care(for: vault.id).map { ($0.kind, $0) }),
                    open: open[vault.id] ?? [], holdsSnapshots: try db.holdsSnapshots(vault.id))
            }
        }
        return Page(found, for: page) { Cursor(time: $0.vault.created, id: $0.vault.id.uuid) }
    }

    package func vaults(
        unreadSince moment: Timestamp, limit: Int
    ) async throws -> [KnownVault] {
        try await database.read { db in
            try db.vaults(
                """
                WHERE readiness = 'ready' AND coalesce(read_at, 0) < \(moment)
                ORDER BY created_at, id LIMIT \(limit)
                """
            ).map(\.item)
        }
    }

    package func snapshotToRehearse(
        in vault: ID<KnownVault>
    ) async throws -> ID<KnownSnapshot>? {
        try await database.read { db in
            let sources: [ID<Source>] = try db.column(
                """
                SELECT source_id FROM (
                    SELECT v.source_id, (
                        SELECT max(r.created_at) FROM runs r
                        JOIN run_vaults o ON o.run_id = r.id
                        WHERE r.source_id = v.source_id AND r.kind = 'drill'
                        AND o.vault_id = v.vault_id) AS drilled_at
                    FROM source_vaults v WHERE v.vault_id = \(vault)) AS drills
                ORDER BY coalesce(drilled_at, 0), source_id
                """)
            for source in sources {
                let snapshot: ID<KnownSnapshot>? = try db.value(
                    """
                    SELECT id FROM snapshots
                    WHERE source_id = \(source) AND vault_id = \(vault)
                    AND gone_at IS NULL AND is_good = 1
                    ORDER BY claimed_at DESC, id DESC LIMIT 1
                    """)
                if let snapshot { return snapshot }
            }
            return nil
        }
    }

    package func care(
        for vault: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [VaultCare] {
        try await database.read { db in
            guard try db.vault(vault, of: tenant) != nil else { return [] }
            let care = try db.care(for: vault)
            return MaintenanceCadence.kinds.compactMap { kind in
                care.first { $0.kind == kind }
            }
        }
    }
}

extension WatchedAgent: RowDecodable {
    package init(row: Row) throws {
        let tenant: ID<Tenant>? = try row.get("tenant_id")
        self.init(
            id: try row.get("id"), scope: tenant.map(Agent.Scope.tenant) ?? .hub,
            created: try row.get("created_at"), lastSeen: try row.get("last_seen_at"))
    }
}

private struct SourceRow: RowDecodable {
    let id: ID<Source>
    let tenant: ID<Tenant>
    let created: Timestamp
    let good: Timestamp?

    init(row: Row) throws {
        id = try row.get("id")
        tenant = try row.get("tenant_id")
        created = try row.get("created_at")
        good = try row.get("good_at")
    }
}

extension VaultCare: RowDecodable {
    package init(row: Row) throws {
        self.init(
            vault: try row.get("vault_id"), kind: try row.get("kind"), run: try row.get("run_id"),
            state: try row.get("state"), ended: try row.get("ended_at"),
            size: ByteCount(try row.get("size", as: Int64.self)),
            lastGood: try row.get("good_at"), failures: try row.get("failures"))
    }
}

extension ReadTransaction {
    borrowing func care(for vault: ID<KnownVault>) throws -> [VaultCare] {
        try all(
            """
            SELECT \(VaultCare.columns) FROM vault_care WHERE vault_id = \(vault)
            """)
    }

    /// By the sums that are kept.
    fileprivate borrowing func holdsSnapshots(_ vault: ID<KnownVault>) throws -> Bool {
        try exists("SELECT 1 FROM vault_summaries WHERE vault_id = \(vault) AND snapshots > 0")
    }

    /// What is being done to vaults, by their own cadence or because somebody asked.
    fileprivate borrowing func openCare() throws -> [ID<KnownVault>: Set<RunKind>] {
        var open: [ID<KnownVault>: Set<RunKind>] = [:]
        try forEach(
            """
            SELECT v.vault_id, r.kind FROM runs r JOIN run_vaults v ON v.run_id = r.id
            WHERE r.ended_at IS NULL AND r.kind IN ('forget', 'prune', 'check', 'drill')
            """
        ) { open[try $0.get("vault_id"), default: []].insert(try $0.get("kind")) }
        return open
    }

    /// When sources are due.
    fileprivate borrowing func times(
        of sources: [ID<Source>]
    ) throws -> [ID<Source>: [WatchedSource.Time]] {
        guard !sources.isEmpty else { return [:] }
        var times: [ID<Source>: [WatchedSource.Time]] = [:]
        let list = SQL.joined(sources.map { source -> SQL in "\(source)" }, by: ", ")
        try forEach(
            """
            SELECT l.source_id, s.cron, s.zone, s.effective_at
            FROM schedules s JOIN schedule_sources l ON l.schedule_id = s.id
            WHERE s.is_enabled = 1 AND l.source_id IN (\(list)) ORDER BY s.id
            """
        ) { row in
            times[try row.get("source_id"), default: []].append(
                WatchedSource.Time(
                    ScheduleTime(try row.get("cron"), zone: try row.get("zone")),
                    effective: try row.get("effective_at")))
        }
        return times
    }
}

extension WriteTransaction {
    /// Notes what came of looking after a vault.
    borrowing func noteCare(endOf run: Run) throws {
        guard MaintenanceCadence.kinds.contains(run.kind), let vault = run.subject.vaults.first
        else { return }
        let last = try reading.care(for: vault).first { $0.kind == run.kind }
        guard let care = VaultCare(endOf: run, after: last) else { return }
        try execute(
            """
            INSERT INTO vault_care (vault_id, kind, run_id, state, ended_at, size, good_at, \
            failures)
            SELECT id, \(care.kind), \(care.run), \(care.state), \(care.ended), \
            \(care.size.bytes), \(care.lastGood), \(care.failures)
            FROM vaults WHERE id = \(vault)
            ON CONFLICT (vault_id, kind) DO UPDATE SET run_id = excluded.run_id, \
            state = excluded.state, ended_at = excluded.ended_at, size = excluded.size, \
            good_at = excluded.good_at, failures = excluded.failures
            """)
    }
}

extension VaultCare {
    static let columns: SQL = "vault_id, kind, run_id, state, ended_at, size, good_at, failures"
}
