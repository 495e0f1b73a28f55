import Domain
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@Suite struct SchemaTests {
    /// What there is in the schema, line by line, as the database itself tells it.
    private func dump(_ database: any Database) async throws -> String {
        let query: SQL =
            switch database.dialect {
            case .sqlite:
                """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name <> 'schema_steps' ORDER BY type, name
                """
            case .postgres:
                """
                SELECT line FROM (
                    SELECT c.relname || ' ' || lpad(a.attnum::text, 3, '0') || ' ' || a.attname
                        || ' ' || format_type(a.atttypid, a.atttypmod)
                        || coalesce(' collate ' || l.collname, '')
                        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END AS line
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    LEFT JOIN pg_collation l ON l.oid = a.attcollation
                    WHERE c.relkind = 'r' AND a.attnum > 0
                    AND c.relnamespace = current_schema()::regnamespace
                    UNION ALL
                    SELECT conrelid::regclass || ' constraint ' || conname || ' '
                        || pg_get_constraintdef(oid)
                    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                    AND conrelid <> 0
                    UNION ALL
                    SELECT tablename || ' index ' || indexdef FROM pg_indexes
                    WHERE schemaname = current_schema()
                    UNION ALL
                    SELECT tgrelid::regclass || ' trigger ' || pg_get_triggerdef(oid)
                    FROM pg_trigger WHERE NOT tgisinternal
                ) AS schema WHERE line NOT LIKE 'schema_steps%' ORDER BY line COLLATE "C"
                """
            }
        let lines = try await database.read { db in try db.column(query, as: String.self) }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(arguments: DatabaseKind.allCases)
    func theSchemaIsTheReviewedOne(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            try expectGolden(await dump(database), "schema.\(kind.rawValue).txt")
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func everyEarlierSchemaLeadsToTheSameOne(kind: DatabaseKind) async throws {
        for earlier in 0..<Migration.all.count {
            try await kind.withDatabase { database in
                let migrator = Migrator(database)
                try await migrator.migrate(to: earlier, at: Sample.now)
                try await migrator.migrate(at: Sample.now)
                try expectGolden(await dump(database), "schema.\(kind.rawValue).txt")
            }
        }
    }

    /// A step that was released never changes: databases out there were made by it.
    @Test func releasedStepsAreAsTheyWere() throws {
        let digests = Migration.all.map { step in
            let both = "\(step.digest(for: .sqlite)) \(step.digest(for: .postgres))"
            return "\(step.number) \(step.name) \(both)\n"
        }
        try expectGolden(digests.joined(), "steps.txt")
    }

    @Test(arguments: DatabaseKind.allCases)
    func auditEventsAreNeverChanged(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            try await SQLStore(database, sha256: sha256).record([Sample.event(.signedIn)])
            await expectStoreError(.constraint) {
                _ = try await database.write { db in
                    try db.execute("UPDATE audit_events SET address = 'elsewhere'")
                }
            }
        }
    }

    @Test func theDocumentedAuditExampleHasTheDocumentedHash() throws {
        let page = try shell("cat '\(repositoryRoot)/docs/formats/audit.md'").output
        let example = try #require(page.split(separator: "```\n").dropFirst().first)
        let hash = Hex.encode(sha256(Array(example.dropLast().utf8)))
        #expect(page.contains("`\(hash)`"))
    }
}
