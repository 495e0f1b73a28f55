package import Domain
package import Values

extension SQLStore: DrillStore {
    package func drills(
        of tenant: ID<Tenant>, matching filter: DrillFilter, _ page: PageRequest
    ) async throws -> Page<KnownDrill> {
        var conditions: [SQL] = ["tenant_id = \(tenant)"]
        if let source = filter.source { conditions.append("source_id = \(source)") }
        if let vault = filter.vault { conditions.append("vault_id = \(vault)") }
        if let hasPassed = filter.hasPassed { conditions.append("has_passed = \(hasPassed)") }
        if let run = filter.run { conditions.append("run_id = \(run)") }
        if page.after != .start {
            conditions.append("(drilled_at, run_id) < (\(page.after.time), \(page.after.id))")
        }
        let wanted = SQL.joined(conditions, by: " AND ")
        let found: [KnownDrill] = try await database.read { db in
            try db.all(
                """
                SELECT \(KnownDrill.columns) FROM drills WHERE \(wanted)
                ORDER BY drilled_at DESC, run_id DESC LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.time, id: $0.run.uuid) }
    }

    package func lastProven(
        of sources: [ID<Source>], in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: KnownDrill] {
        try await database.read { db in
            var proven: [ID<Source>: KnownDrill] = [:]
            for source in sources {
                proven[source] = try db.first(
                    """
                    SELECT \(KnownDrill.columns) FROM drills
                    WHERE tenant_id = \(tenant) AND source_id = \(source) AND has_passed = 1
                    ORDER BY drilled_at DESC LIMIT 1
                    """)
            }
            return proven
        }
    }

    package func drillRecord(
        of tenant: ID<Tenant>, since moment: Timestamp
    ) async throws -> DrillRecord {
        try await database.read { db in
            let recent: SQL = "tenant_id = \(tenant) AND drilled_at >= \(moment)"
            return DrillRecord(
                sources: try db.count("sources WHERE tenant_id = \(tenant)"),
                proven: try db.count(
                    """
                    sources s WHERE tenant_id = \(tenant) AND EXISTS (SELECT 1 FROM drills d
                    WHERE d.source_id = s.id AND d.has_passed = 1 AND d.drilled_at >= \(moment))
                    """),
                never: try db.count(
                    """
                    sources s WHERE tenant_id = \(tenant) AND NOT EXISTS (SELECT 1 FROM drills d
                    WHERE d.source_id = s.id AND d.has_passed = 1)
                    """), drills: try db.count("drills WHERE \(recent)"),
                passed: try db.count("drills WHERE \(recent) AND has_passed = 1"),
                slowest: try db.first(
                    """
                    SELECT \(KnownDrill.columns) FROM drills WHERE \(recent) AND has_passed = 1
                    ORDER BY restore_time + verify_time DESC, run_id LIMIT 1
                    """))
        }
    }
}

extension ReadTransaction {
    fileprivate borrowing func count(_ what: SQL) throws -> Int {
        try value("SELECT count(*) FROM \(what)") ?? 0
    }
}

extension KnownDrill: RowDecodable {
    static let columns: SQL = """
        run_id, tenant_id, source_id, vault_id, snapshot_id, agent_id, drilled_at, has_passed, \
        findings, files, size, databases, first_byte, restore_time, verify_time, data_age
        """

    package init(row: Row) throws {
        self.init(
            run: try row.get("run_id"), tenant: try row.get("tenant_id"),
            source: try row.get("source_id"), vault: try row.get("vault_id"),
            snapshot: try row.get("snapshot_id"), agent: try row.get("agent_id"),
            time: try row.get("drilled_at"), hasPassed: try row.get("has_passed"),
            findings: try row.get("findings"), files: try row.get("files"),
            size: ByteCount(try row.get("size", as: Int64.self)),
            databases: try row.get("databases"), measures: try Measures(row: row))
    }
}

extension KnownDrill.Measures {
    fileprivate init?(row: Row) throws {
        guard let restored = try row.get("restore_time", as: Int64?.self) else { return nil }
        self.init(
            firstByte: try row.get("first_byte", as: Int64?.self).map { .milliseconds($0) },
            restoreTime: .milliseconds(restored),
            verifyTime: .milliseconds(try row.get("verify_time", as: Int64.self)),
            dataAge: .milliseconds(try row.get("data_age", as: Int64.self)))
    }
}

extension WriteTransaction {
    /// A later attempt of the same run takes the place of an earlier one; an end without a
    /// measurement takes the place of nothing.
    borrowing func save(_ drill: KnownDrill) throws {
        let measures = drill.measures
        let known: SQL =
            measures == nil
            ? "DO NOTHING"
            : """
            DO UPDATE SET drilled_at = excluded.drilled_at, has_passed = excluded.has_passed, \
            findings = excluded.findings, files = excluded.files, size = excluded.size, \
            databases = excluded.databases, first_byte = excluded.first_byte, \
            restore_time = excluded.restore_time, verify_time = excluded.verify_time, \
            data_age = excluded.data_age
            """
        try execute(
            """
            INSERT INTO drills (\(KnownDrill.columns)) VALUES (
            \(drill.run), \(drill.tenant), \(drill.source), \(drill.vault), \(drill.snapshot), \
            \(drill.agent), \(drill.time), \(drill.hasPassed), \(drill.findings), \
            \(drill.files), \(drill.size.bytes), \(drill.databases), \
            \(measures?.firstByte?.milliseconds), \(measures?.restoreTime.milliseconds), \
            \(measures?.verifyTime.milliseconds), \(measures?.dataAge.milliseconds))
            ON CONFLICT (run_id) \(known)
            """)
    }
}
