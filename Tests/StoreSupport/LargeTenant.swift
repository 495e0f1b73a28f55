package import Domain
package import Store
package import Values

/// A tenant of any size, filled by a few statements: agents with a source each, backups of half a
/// year, and snapshots in one vault. What is kept for the overview is counted afterwards by the
/// step of the schema that began it.
package struct LargeTenant: Sendable {
    package let database: any Database
    package let tenant: ID<Tenant>
    private let scene: RunScene

    /// Sources whose latest backup failed; the others' were good.
    package static let failing = 20
    package static let days = 180
    /// Each fires its part of the sources.
    package static let schedules = 20

    package init(
        in database: any Database, agents: Int, snapshotsOfEach: Int, runsOfEach: Int = 3,
        hasStatistics: Bool = true
    ) async throws {
        self.database = database
        let store = SQLStore(database, sha256: sha256)
        let world = try await World(in: [store])
        scene = try await RunScene(in: world, "template")
        tenant = world.tenant.id
        try await fill(agents, snapshotsOfEach, runsOfEach)
        try await addSchedules()
        try await recount(hasStatistics)
    }

    /// One of the sources, and the vault of them all.
    package var source: ID<Source> { scene.source.id }
    package var agent: ID<Agent> { scene.agent.id }
    package var vault: ID<KnownVault> { scene.vault.id }

    private func fill(_ agents: Int, _ snapshots: Int, _ runs: Int) async throws {
        let (agent, source, vault) = (scene.agent.id, scene.source.id, scene.vault.id)
        let day: Int64 = 86_400_000
        let first = Sample.now.milliseconds - Int64(Self.days) * day
        try await database.write { db in
            let uuid: SQL = db.dialect == .sqlite ? "randomblob(16)" : "gen_random_uuid()"
            let key: SQL =
                db.dialect == .sqlite
                ? "randomblob(32)" : "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"
            try db.execute(
                """
                WITH RECURSIVE numbers (n) AS
                    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(agents - 1))
                INSERT INTO agents (id, tenant_id, name, signing_key, sealing_key, standing, \
                is_worker, host_name, program, system, architecture, created_at, last_seen_at)
                SELECT \(uuid), a.tenant_id, 'host-' || n, \(key), a.sealing_key, a.standing, \
                a.is_worker, 'host-' || n, a.program, a.system, a.architecture, \
                a.created_at + n, \(Sample.now)
                FROM numbers CROSS JOIN agents a WHERE a.id = \(agent)
                """)
            try db.execute(
                """
                INSERT INTO sources (id, tenant_id, version, name, agent_id, kind, \
                configuration, rules, attempts_max, first_wait, patience, overlap, issue_rule, \
                hook_limit, is_enabled, created_at)
                SELECT \(uuid), s.tenant_id, 1, a.name, a.id, s.kind, s.configuration, s.rules, \
                s.attempts_max, s.first_wait, s.patience, s.overlap, s.issue_rule, s.hook_limit, \
                1, a.created_at
                FROM agents a CROSS JOIN sources s WHERE a.id <> \(agent) AND s.id = \(source)
                """)
            try db.execute(
                """
                WITH RECURSIVE numbers (n) AS
                    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(runs))
                INSERT INTO runs (id, tenant_id, kind, is_own, cause, source_id, priority, state, \
                attempt, fence, tries, agent_id, created_at, not_before, started_at, ended_at, \
                entries, content, issues, events, lines, line_bytes, lines_dropped)
                SELECT \(uuid), s.tenant_id, 'backup', 0, 'hub', s.id, 'normal', \
                CASE WHEN n = \(runs) \
                AND s.created_at < \(Sample.now.milliseconds + Int64(Self.failing)) \
                THEN 'failed' ELSE 'succeeded' END, 1, 1, 0, s.agent_id, \
                \(first) + n * \(Int64(Self.days) / Int64(runs) * day), \(first), \
                \(first) + n * \(Int64(Self.days) / Int64(runs) * day), \
                \(first) + n * \(Int64(Self.days) / Int64(runs) * day) + 1000, 1, 1000000, 0, 0, \
                0, 0, 0
                FROM numbers CROSS JOIN sources s
                """)
            try db.execute(
                """
                WITH RECURSIVE numbers (n) AS
                    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(snapshots))
                INSERT INTO snapshots (id, tenant_id, vault_id, locator, source_id, claimed_at, \
                first_seen_at, last_seen_at, size, is_good)
                SELECT \(uuid), s.tenant_id, \(vault), s.name || '-' || n, s.id, \
                \(first) + (n % \(Int64(Self.days))) * \(day) + n, \
                \(first) + (n % \(Int64(Self.days))) * \(day), \
                \(first) + (n % \(Int64(Self.days))) * \(day), 1000000, 1
                FROM numbers CROSS JOIN sources s
                """)
        }
    }

    private func addSchedules() async throws {
        let source = scene.source.id
        try await database.write { db in
            let uuid: SQL = db.dialect == .sqlite ? "randomblob(16)" : "gen_random_uuid()"
            try db.execute(
                """
                WITH RECURSIVE numbers (n) AS
                    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(Self.schedules))
                INSERT INTO schedules (id, tenant_id, version, name, cron, zone, is_enabled, \
                jitter, effective_at, created_at)
                SELECT \(uuid), s.tenant_id, 1, 'schedule-' || n, '0 2 * * *', 'UTC', 1, 0, \
                s.created_at, s.created_at + n
                FROM numbers CROSS JOIN sources s WHERE s.id = \(source)
                """)
            try db.execute(
                """
                INSERT INTO schedule_sources (tenant_id, schedule_id, source_id, position)
                SELECT s.tenant_id, c.id, s.id, s.n / \(Self.schedules)
                FROM (SELECT tenant_id, id, row_number() OVER (ORDER BY created_at, id) - 1 AS n
                FROM sources) AS s
                JOIN schedules c ON c.name = 'schedule-' || (s.n % \(Self.schedules) + 1)
                """)
        }
    }

    /// Counts anew, as for a hub that comes from an earlier version.
    private func recount(_ hasStatistics: Bool) async throws {
        let steps = Migration.all.filter { Self.counting.contains($0.name.description) }
        guard steps.count == Self.counting.count else {
            throw StoreError(.misuse, "the steps that count have other names now")
        }
        try await database.alterSchema { db in
            for statement in [
                "DROP TABLE tenant_tallies", "DROP TABLE tenant_days",
                "DROP TABLE source_summaries", "DROP TABLE vault_summaries",
                "DROP INDEX open_runs_of_tenant", "DROP INDEX proving_runs",
                "DROP INDEX present_snapshots", "DROP INDEX failed_vaults",
            ] as [SQL] { try db.execute(statement) }
            for step in steps { try db.runScript(step.script(for: db.dialect)) }
        }
        guard hasStatistics else { return }
        _ = try await database.write { db in try db.execute("ANALYZE") }
    }

    /// The steps of the schema that make what is counted, and its indexes.
    private static let counting: Set = ["summaries", "needy_sources"]
}
