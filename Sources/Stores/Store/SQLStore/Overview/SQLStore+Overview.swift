internal import Cron
package import Domain
package import Values

extension SQLStore: OverviewStore {
    package func overview(
        of tenant: ID<Tenant>, since first: Int64, needyMax: Int, vaultsMax: Int
    ) async throws -> TenantOverview {
        let (needyMax, vaultsMax) = (
            PageRequest(limit: needyMax).limit, PageRequest(limit: vaultsMax).limit
        )
        return try await database.read { db in
            var overview = TenantOverview()
            overview.tally = try db.tally(of: tenant)
            overview.days = try db.days(of: tenant, since: first)
            for standing in [SourceStanding.failed, .stale, .warned] {
                let left = needyMax - overview.needy.count
                guard left > 0, overview.tally.count(standing) > 0 else { continue }
                overview.needy += try db.needy(standing, of: tenant, limit: left)
            }
            overview.failedVaults = try db.failedVaults(of: tenant, limit: vaultsMax)
            overview.fullest = try db.fullest(of: tenant, limit: vaultsMax)
            overview.openRuns = try db.openRuns(
                of: tenant, most: TenantOverview.openRunsMax + 1)
            overview.proven = try db.proven(of: tenant)
            overview.alerts = try db.pressingAlerts(of: tenant)
            return overview
        }
    }

    package func summaries(
        of sources: Set<ID<Source>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: SourceSummary] {
        try await database.read { db in
            var found: [ID<Source>: SourceSummary] = [:]
            for list in SQL.lists(of: sources) {
                let rows: [SummaryRow] = try db.all(
                    """
                    SELECT \(SummaryRow.columns)
                    FROM source_summaries y JOIN sources s ON s.id = y.source_id
                    WHERE s.tenant_id = \(tenant) AND s.id IN (\(list))
                    """)
                for row in rows { found[row.summary.source] = row.summary }
            }
            return found
        }
    }

    package func outlines(of tenant: ID<Tenant>, limit: Int) async throws -> [ScheduleOutline] {
        let limit = PageRequest(limit: limit).limit
        return try await database.read { db in
            let rows: [OutlineRow] = try db.all(
                """
                SELECT id, name, cron, zone, is_enabled, (SELECT CAST(count(*) AS bigint) \
                FROM (SELECT 1 FROM schedule_sources l WHERE l.schedule_id = schedules.id \
                ORDER BY l.position LIMIT \(ScheduleOutline.countMax + 1)) AS fired) AS sources
                FROM schedules WHERE tenant_id = \(tenant)
                ORDER BY created_at, id LIMIT \(limit)
                """)
            return rows.map(\.outline)
        }
    }

    package func copies(
        of agents: Set<ID<Agent>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Agent>: AgentCopies] {
        try await database.read { db in
            var found: [ID<Agent>: AgentCopies] = [:]
            for list in SQL.lists(of: agents) {
                let sources: SQL = """
                    (SELECT id, agent_id FROM sources WHERE agent_id IN (\(list)) \
                    AND \(SQL.isOfTenant(tenant)) AND is_enabled = \(true)) AS s
                    """
                // In this order: of each source its own rows are looked up, whatever a planner
                // knows of them all.
                let rows: [CopyRow] = try db.all(
                    """
                    SELECT s.agent_id, y.last_good_at, y.last_run_id, y.last_state, y.last_ended_at
                    FROM \(sources) CROSS JOIN source_summaries y
                    WHERE y.source_id = s.id ORDER BY y.last_run_at, y.last_run_id
                    """)
                for row in rows { found[row.agent] = row.added(to: found[row.agent]) }
                try db.forEach(
                    """
                    SELECT DISTINCT s.agent_id, t.cron, t.zone
                    FROM \(sources) CROSS JOIN schedule_sources l CROSS JOIN schedules t
                    WHERE l.source_id = s.id AND t.id = l.schedule_id AND t.is_enabled = \(true)
                    """
                ) { row in
                    let agent: ID<Agent> = try row.get("agent_id")
                    found[agent]?.times.insert(
                        ScheduleTime(try row.get("cron"), zone: try row.get("zone")))
                }
            }
            return found
        }
    }

    package func pulse(of tenant: ID<Tenant>) async throws -> TenantPulse {
        try await database.read { db in
            TenantPulse(
                runs: try db.openRuns(of: tenant, most: TenantPulse.countMax),
                alerts: try db.openAlerts(of: tenant, most: TenantPulse.countMax))
        }
    }
}

extension ReadTransaction {
    fileprivate borrowing func tally(of tenant: ID<Tenant>) throws -> TenantTally {
        try all(
            """
            SELECT agents, vaults, snapshots, stored, waiting, good, warned, failed, stale, paused
            FROM tenant_tallies WHERE tenant_id = \(tenant)
            """, as: TallyRow.self
        ).reduce(into: TenantTally()) { sum, shard in sum.add(shard.tally) }
    }

    fileprivate borrowing func days(
        of tenant: ID<Tenant>, since first: Int64
    ) throws -> [DayTally] {
        let rows: [DayRow] = try all(
            """
            SELECT day, CAST(sum(succeeded) AS bigint) AS succeeded, \
            CAST(sum(warned) AS bigint) AS warned, CAST(sum(failed) AS bigint) AS failed, \
            CAST(sum(cancelled) AS bigint) AS cancelled, \
            CAST(sum(skipped) AS bigint) AS skipped, \
            \(StoredSum.sum(of: "content")) AS content, \(StoredSum.sum(of: "stored")) AS stored
            FROM tenant_days WHERE tenant_id = \(tenant) AND day >= \(first)
            GROUP BY day ORDER BY day
            """)
        return rows.map(\.day).filter { $0 != DayTally(day: $0.day) }
    }

    fileprivate borrowing func needy(
        _ standing: SourceStanding, of tenant: ID<Tenant>, limit: Int
    ) throws -> [SourceSummary] {
        // The words stand in the text, so that the small index is taken.
        let condition: SQL =
            switch standing {
            case .failed: "y.standing = 'failed'"
            case .stale: "y.standing = 'stale'"
            case .warned, .waiting, .good, .paused: "y.standing = 'warned'"
            }
        let rows: [SummaryRow] = try all(
            """
            SELECT \(SummaryRow.columns)
            FROM source_summaries y JOIN sources s ON s.id = y.source_id
            WHERE y.tenant_id = \(tenant) AND \(condition)
            ORDER BY coalesce(y.last_ended_at, 0) DESC, y.source_id DESC LIMIT \(limit)
            """)
        return rows.map(\.summary)
    }

    fileprivate borrowing func failedVaults(
        of tenant: ID<Tenant>, limit: Int
    ) throws -> [VaultTally] {
        let rows: [VaultTallyRow] = try all(
            """
            SELECT y.vault_id, v.name, y.snapshots, y.stored
            FROM vaults v JOIN vault_summaries y ON y.vault_id = v.id
            WHERE v.tenant_id = \(tenant) AND v.readiness = 'failed'
            ORDER BY v.created_at, v.id LIMIT \(limit)
            """)
        return rows.map(\.tally)
    }

    fileprivate borrowing func fullest(
        of tenant: ID<Tenant>, limit: Int
    ) throws -> [VaultTally] {
        let rows: [VaultTallyRow] = try all(
            """
            SELECT y.vault_id, v.name, y.snapshots, y.stored
            FROM vault_summaries y JOIN vaults v ON v.id = y.vault_id
            WHERE y.tenant_id = \(tenant)
            ORDER BY y.stored DESC, y.vault_id DESC LIMIT \(limit)
            """)
        return rows.map(\.tally)
    }

    fileprivate borrowing func openAlerts(of tenant: ID<Tenant>, most: Int) throws -> Int {
        try value(
            """
            SELECT count(*) FROM (SELECT 1 FROM alerts
            WHERE tenant_id = \(tenant) AND state <> 'resolved'
            ORDER BY raised_at, id LIMIT \(most)) AS open
            """) ?? 0
    }

    fileprivate borrowing func openRuns(of tenant: ID<Tenant>, most: Int) throws -> Int {
        try value(
            """
            SELECT count(*) FROM (SELECT 1 FROM runs
            WHERE tenant_id = \(tenant) AND ended_at IS NULL
            ORDER BY created_at, id LIMIT \(most)) AS open
            """) ?? 0
    }

    /// The condition is that of the index.
    fileprivate borrowing func pressingAlerts(of tenant: ID<Tenant>) throws -> [Alert] {
        try all(
            """
            SELECT \(Alert.columns) FROM alerts
            WHERE tenant_id = \(tenant) AND state <> 'resolved'
            AND kind NOT IN ('backup_failed', 'vault_missed', 'source_stale', \
            'init_failed')
            ORDER BY severity, raised_at, id LIMIT \(TenantOverview.alertsMax)
            """)
    }

    fileprivate borrowing func proven(of tenant: ID<Tenant>) throws -> ProvenRestore? {
        let row: ProvenRow? = try first(
            """
            SELECT id, source_id, ended_at FROM runs
            WHERE tenant_id = \(tenant) AND kind = 'drill' AND state = 'succeeded'
            AND ended_at IS NOT NULL
            ORDER BY ended_at DESC, id DESC LIMIT 1
            """)
        return row?.proven
    }
}

extension TenantTally {
    fileprivate mutating func add(_ other: TenantTally) {
        agents += other.agents
        vaults += other.vaults
        snapshots += other.snapshots
        stored += other.stored
        for (standing, count) in other.sources {
            let sum = sources[standing, default: 0] + count
            sources[standing] = sum == 0 ? nil : sum
        }
    }
}

private struct TallyRow: RowDecodable {
    var tally = TenantTally()

    init(row: Row) throws {
        tally.agents = try row.get("agents")
        tally.vaults = try row.get("vaults")
        tally.snapshots = try row.get("snapshots")
        tally.stored = StoredSum.bounded(try row.get("stored"))
        tally.sources = [
            .waiting: try row.get("waiting"), .good: try row.get("good"),
            .warned: try row.get("warned"), .failed: try row.get("failed"),
            .stale: try row.get("stale"), .paused: try row.get("paused"),
        ]
    }
}

private struct DayRow: RowDecodable {
    var day: DayTally

    init(row: Row) throws {
        day = DayTally(day: try row.get("day"))
        day.succeeded = try row.get("succeeded")
        day.warned = try row.get("warned")
        day.failed = try row.get("failed")
        day.cancelled = try row.get("cancelled")
        day.skipped = try row.get("skipped")
        day.content = try row.get("content")
        day.stored = try row.get("stored")
    }
}

private struct SummaryRow: RowDecodable {
    static let columns: SQL = """
        y.source_id, s.name, s.agent_id, y.standing, y.last_run_id, y.last_ended_at, y.last_good_at
        """

    let summary: SourceSummary

    init(row: Row) throws {
        summary = SourceSummary(
            source: try row.get("source_id"), name: try row.get("name"),
            agent: try row.get("agent_id"), standing: try row.get("standing"),
            run: try row.get("last_run_id"), ended: try row.get("last_ended_at"),
            lastGood: try row.get("last_good_at"))
    }
}

private struct OutlineRow: RowDecodable {
    let outline: ScheduleOutline

    init(row: Row) throws {
        let cron: CronExpression = try row.get("cron")
        outline = ScheduleOutline(
            schedule: try row.get("id"), name: try row.get("name"),
            time: ScheduleTime(cron, zone: try row.get("zone")),
            isEnabled: try row.get("is_enabled"), sources: try row.get("sources"))
    }
}

/// A source of a machine.
private struct CopyRow: RowDecodable {
    let agent: ID<Agent>
    let good: Timestamp?
    let last: AgentCopies.Last?

    init(row: Row) throws {
        agent = try row.get("agent_id")
        good = try row.get("last_good_at")
        last = try row.get("last_run_id", as: ID<Run>?.self).map { run in
            AgentCopies.Last(
                run: run, state: try row.get("last_state"), ended: try row.get("last_ended_at"))
        }
    }

    /// - Parameter before: Of those whose latest backup was made earlier.
    func added(to before: AgentCopies?) -> AgentCopies {
        guard let before else { return AgentCopies(oldestGood: good, last: last) }
        var all = before
        if let good, let oldest = before.oldestGood {
            all.oldestGood = min(good, oldest)
        } else {
            all.oldestGood = nil
        }
        all.last = last ?? before.last
        return all
    }
}

private struct VaultTallyRow: RowDecodable {
    let tally: VaultTally

    init(row: Row) throws {
        tally = VaultTally(
            vault: try row.get("vault_id"), name: try row.get("name"),
            snapshots: try row.get("snapshots"),
            stored: ByteCount(StoredSum.bounded(try row.get("stored"))))
    }
}

private struct ProvenRow: RowDecodable {
    let proven: ProvenRestore

    init(row: Row) throws {
        proven = ProvenRestore(
            run: try row.get("id"), source: try row.get("source_id"),
            ended: try row.get("ended_at"))
    }
}
