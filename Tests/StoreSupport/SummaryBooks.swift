internal import Domain
package import Store
package import Testing
internal import Values

/// Expects what is kept for the overviews to be what plain SQL counts from everything, for every
/// tenant of the database.
package func expectBalancedSummaries(
    in database: any Database, countsDays: Bool = true,
    _ location: SourceLocation = #_sourceLocation
) async throws {
    let tenants = try await database.read { db in
        try db.column("SELECT id FROM tenants ORDER BY id", as: ID<Tenant>.self)
    }
    for tenant in tenants {
        let kept = try await SQLStore(database, sha256: sha256).overview(
            of: tenant, since: .min, needyMax: PageRequest.limitMax,
            vaultsMax: PageRequest.limitMax)
        let counted = try await database.read { db in try PlainCounts(of: tenant, in: db) }
        #expect(kept.tally == counted.overview.tally, sourceLocation: location)
        if countsDays {
            #expect(kept.days == counted.overview.days, sourceLocation: location)
        }
        #expect(Set(kept.needy) == Set(counted.overview.needy), sourceLocation: location)
        #expect(kept.needy.count == counted.overview.needy.count, sourceLocation: location)
        #expect(kept.fullest == counted.overview.fullest, sourceLocation: location)
        #expect(kept.openRuns == counted.overview.openRuns, sourceLocation: location)
        #expect(kept.proven == counted.overview.proven, sourceLocation: location)
        #expect(
            kept.failedVaults.map(\.vault) == counted.failedVaults, sourceLocation: location)
    }
}

/// An overview, counted the long way.
private struct PlainCounts: Sendable {
    var overview = TenantOverview()
    var failedVaults: [ID<KnownVault>] = []

    init(of tenant: ID<Tenant>, in db: borrowing ReadTransaction) throws {
        overview.tally.agents = try Self.count(
            db,
            "SELECT count(*) FROM agents WHERE tenant_id = \(tenant)")
        overview.tally.vaults = try Self.count(
            db,
            "SELECT count(*) FROM vaults WHERE tenant_id = \(tenant)")
        overview.tally.snapshots = try Self.count(
            db,
            "SELECT count(*) FROM snapshots WHERE tenant_id = \(tenant) AND gone_at IS NULL")
        overview.tally.stored = try Self.count(
            db,
            """
            SELECT CAST(coalesce(sum(size), 0) AS bigint) FROM snapshots
            WHERE tenant_id = \(tenant) AND gone_at IS NULL
            """)
        overview.openRuns = Int(
            try Self.count(
                db,
                "SELECT count(*) FROM runs WHERE tenant_id = \(tenant) AND ended_at IS NULL"))
        let stale = Set(
            try db.column(
                """
                SELECT dedup_key FROM alerts
                WHERE kind = 'source_stale' AND state <> 'resolved'
                """, as: String.self))
        for source in try db.column(
            "SELECT id FROM sources WHERE tenant_id = \(tenant)", as: ID<Source>.self)
        {
            let one = try Self.source(
                source, isStale: stale.contains("source_stale:\(source)"), in: db)
            overview.tally.sources[one.standing, default: 0] += 1
            if one.standing.isNeedy { overview.needy.append(one) }
        }
        overview.days = try Self.days(of: tenant, in: db)
        overview.fullest = try db.all(
            """
            SELECT id AS vault_id, name,
            (SELECT count(*) FROM snapshots n WHERE n.vault_id = v.id AND n.gone_at IS NULL)
                AS snapshots,
            (SELECT CAST(coalesce(sum(size), 0) AS bigint) FROM snapshots n
                WHERE n.vault_id = v.id AND n.gone_at IS NULL) AS stored
            FROM vaults v WHERE tenant_id = \(tenant) ORDER BY stored DESC, id DESC LIMIT 500
            """, as: PlainVault.self
        ).map(\.tally)
        failedVaults = try db.column(
            """
            SELECT id FROM vaults WHERE tenant_id = \(tenant) AND readiness = 'failed'
            ORDER BY created_at, id
            """)
        overview.proven = try db.first(
            """
            SELECT id, source_id, ended_at FROM runs WHERE tenant_id = \(tenant)
            AND kind = 'drill' AND state = 'succeeded' ORDER BY ended_at DESC, id DESC LIMIT 1
            """, as: PlainProven.self)?.proven
    }

    private static func count(
        _ db: borrowing ReadTransaction, _ sql: SQL
    ) throws -> Int64 {
        try db.value(sql) ?? 0
    }

    private static func source(
        _ id: ID<Source>, isStale: Bool, in db: borrowing ReadTransaction
    ) throws -> SourceSummary {
        let row: PlainSource? = try db.first(
            """
            SELECT s.name, s.agent_id, s.is_enabled, r.id AS run_id, r.state, r.ended_at,
            (SELECT max(ended_at) FROM runs WHERE source_id = s.id AND kind = 'backup'
                AND state IN ('succeeded', 'warned')) AS good_at
            FROM sources s LEFT JOIN runs r ON r.source_id = s.id AND r.kind = 'backup'
                AND r.state IN ('succeeded', 'warned', 'failed')
            WHERE s.id = \(id) ORDER BY coalesce(r.created_at, 0) DESC, r.id DESC LIMIT 1
            """)
        let found = try #require(row)
        return SourceSummary(
            source: id, name: found.name, agent: found.agent,
            standing: SourceStanding(
                isEnabled: found.isEnabled, last: found.state, isStale: isStale),
            run: found.run, ended: found.ended, lastGood: found.good)
    }

    private static func days(
        of tenant: ID<Tenant>, in db: borrowing ReadTransaction
    ) throws -> [DayTally] {
        var days: [Int64: DayTally] = [:]
        try db.forEach(
            "SELECT state, ended_at, content FROM runs WHERE tenant_id = \(tenant)"
        ) { row in
            guard let ended = try row.get("ended_at", as: Timestamp?.self) else { return }
            var day = days[ended.day] ?? DayTally(day: ended.day)
            day.content += try row.get("content", as: Int64.self)
            switch try row.get("state", as: RunState.self) {
            case .succeeded: day.succeeded += 1
            case .warned: day.warned += 1
            case .failed: day.failed += 1
            case .cancelled: day.cancelled += 1
            default: day.skipped += 1
            }
            days[ended.day] = day
        }
        try db.forEach(
            "SELECT size, first_seen_at, gone_at FROM snapshots WHERE tenant_id = \(tenant)"
        ) { row in
            let size: Int64 = try row.get("size")
            let seen = try row.get("first_seen_at", as: Timestamp.self).day
            days[seen, default: DayTally(day: seen)].stored += size
            if let gone = try row.get("gone_at", as: Timestamp?.self)?.day {
                days[gone, default: DayTally(day: gone)].stored -= size
            }
        }
        return days.values.filter { $0 != DayTally(day: $0.day) }.sorted { $0.day < $1.day }
    }
}

private struct PlainSource: RowDecodable {
    let name: String
    let agent: ID<Agent>?
    let isEnabled: Bool
    let run: ID<Run>?
    let state: RunState?
    let ended: Timestamp?
    let good: Timestamp?

    init(row: Row) throws {
        name = try row.get("name")
        agent = try row.get("agent_id")
        isEnabled = try row.get("is_enabled")
        run = try row.get("run_id")
        state = try row.get("state")
        ended = try row.get("ended_at")
        good = try row.get("good_at")
    }
}

private struct PlainVault: RowDecodable {
    let tally: VaultTally

    init(row: Row) throws {
        tally = VaultTally(
            vault: try row.get("vault_id"), name: try row.get("name"),
            snapshots: try row.get("snapshots"),
            stored: ByteCount(try row.get("stored", as: Int64.self)))
    }
}

private struct PlainProven: RowDecodable {
    let proven: ProvenRestore

    init(row: Row) throws {
        proven = ProvenRestore(
            run: try row.get("id"), source: try row.get("source_id"),
            ended: try row.get("ended_at"))
    }
}
