import Domain
import StoreSupport
import Testing
import Values

@testable import Store

@Suite struct MigratorTests {
    private let now = Sample.now

    /// Steps that a table's life is made of; the second rebuilds it, as SQLite needs it at times.
    private static let steps = [
        Migration(
            1, "tables",
            sqlite: """
                CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
                CREATE TABLE children (
                    id INTEGER PRIMARY KEY,
                    parent INTEGER NOT NULL REFERENCES parents ON DELETE CASCADE
                ) STRICT;
                INSERT INTO parents VALUES (1), (2);
                INSERT INTO children VALUES (10, 1), (20, 2);
                """,
            postgres: """
                CREATE TABLE parents (id bigint PRIMARY KEY);
                CREATE TABLE children (
                    id bigint PRIMARY KEY,
                    parent bigint NOT NULL REFERENCES parents ON DELETE CASCADE
                );
                INSERT INTO parents VALUES (1), (2);
                INSERT INTO children VALUES (10, 1), (20, 2);
                """),
        Migration(
            2, "rebuild",
            sqlite: """
                CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
                INSERT INTO fresh SELECT id, 'p' || id FROM parents;
                DROP TABLE parents;
                ALTER TABLE fresh RENAME TO parents;
                """,
            postgres: """
                ALTER TABLE parents ADD COLUMN name text;
                UPDATE parents SET name = 'p' || id;
                ALTER TABLE parents ALTER COLUMN name SET NOT NULL;
                """),
    ]

    @Test(arguments: DatabaseKind.allCases)
    func stepsRunOnceAndInOrder(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database in
            let migrator = Migrator(database, steps: Self.steps)
            let empty = try await migrator.version()
            #expect(empty == 0)
            #expect(try await migrator.migrate(to: 1, at: now) == 1)
            #expect(try await migrator.version() == 1)
            #expect(try await migrator.migrate(at: now) == 1)
            #expect(try await migrator.migrate(at: now) == 0)
            let names = try await database.read { db in
                try db.column("SELECT name FROM parents ORDER BY id", as: String.self)
            }
            #expect(names == ["p1", "p2"])
        }
    }

    /// With foreign keys on, dropping the old table would have emptied the other one.
    @Test(arguments: DatabaseKind.allCases)
    func aRebuiltTableKeepsTheRowsThatReferToIt(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database in
            try await Migrator(database, steps: Self.steps).migrate(at: now)
            let children = try await database.read { db in
                try db.column("SELECT id FROM children ORDER BY id", as: Int.self)
            }
            #expect(children == [10, 20])
            // And they are on again afterwards.
            await expectStoreError(.constraint) {
                _ = try await database.write { db in
                    try db.execute("INSERT INTO children (id, parent) VALUES (30, 3)")
                }
            }
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aStepThatFailsLeavesTheDatabaseAtTheOneBefore(kind: DatabaseKind) async throws {
        let broken = Migration(
            2, "broken", sqlite: "CREATE TABLE extra (id INTEGER) STRICT; CREATE nonsense",
            postgres: "CREATE TABLE extra (id bigint); CREATE nonsense")
        let orphan = Migration(
            2, "orphan",
            sqlite: "CREATE TABLE extra (id INTEGER) STRICT; DELETE FROM parents WHERE id = 1",
            postgres: """
                CREATE TABLE extra (id bigint); INSERT INTO children VALUES (30, 3)
                """)
        try await kind.withDatabase { database in
            let released = Migrator(database, steps: Self.steps)
            try await released.migrate(to: 1, at: now)
            for (step, error) in [(broken, StoreError.Kind.misuse), (orphan, .constraint)] {
                let migrator = Migrator(database, steps: [Self.steps[0], step])
                await expectStoreError(error) { try await migrator.migrate(at: now) }
                #expect(try await migrator.version() == 1)
            }
            #expect(try await released.migrate(at: now) == 1)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aNewerDatabaseIsRefusedAndLeftAlone(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database in
            try await Migrator(database, steps: Self.steps).migrate(at: now)
            let older = Migrator(database, steps: [Self.steps[0]])
            await expectStoreError(.newerSchema) { try await older.migrate(at: now) }
            do {
                _ = try await older.version()
            } catch {
                #expect("\(error)".contains("(schema 2, this program knows 1)"))
            }
            #expect(try await Migrator(database, steps: Self.steps).version() == 2)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aStepThatWasChangedAfterwardsIsFound(kind: DatabaseKind) async throws {
        let changed = Migration(
            1, "tables", sqlite: "CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT",
            postgres: "CREATE TABLE parents (id bigint PRIMARY KEY)")
        try await kind.withDatabase { database in
            try await Migrator(database, steps: Self.steps).migrate(at: now)
            await expectStoreError(.corrupt) {
                try await Migrator(database, steps: [changed, Self.steps[1]]).migrate(at: now)
            }
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func eightWhoMigrateTogetherRunEachStepOnce(kind: DatabaseKind) async throws {
        try await kind.withDatabases(8) { databases in
            let outcomes = await eightAtOnce { number in
                try await Migrator(databases[number], steps: Self.steps).migrate(at: now)
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(outcomes.values.reduce(0, +) == 2)
        }
    }
}
