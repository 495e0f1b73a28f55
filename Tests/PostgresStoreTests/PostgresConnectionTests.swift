import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import PostgresStore

@Suite(.timeLimit(.minutes(10))) struct PostgresConnectionTests {
    /// No second tries, so that what is wrong is told at once.
    private var impatient: PostgresDatabase.Options {
        var options = PostgresDatabase.Options()
        options.reconnectPatience = .zero
        return options
    }

    private func expectNoAccess(
        _ kind: StoreError.Kind, _ address: PostgresAddress
    ) async {
        do {
            _ = try await PostgresDatabase(address, options: impatient)
            Issue.record("\(address) let us in")
        } catch let error as StoreError {
            #expect(error.kind == kind)
            for text in ["\(error)", error.debugDescription] {
                #expect(!text.contains(PostgresServer.password))
                #expect(!text.contains("not the password"))
            }
            #expect("\(error)".contains("\(address)"))
        } catch {
            Issue.record(error)
        }
    }

    @Test func whatKeepsUsOutIsToldApartAndNeverWithThePassword() async throws {
        let server = try await PostgresServer.shared()
        await expectNoAccess(
            .permission, try server.address(of: "postgres", password: "not the password"))
        await expectNoAccess(.permission, try server.address(of: "postgres", password: ""))
        await expectNoAccess(.notFound, try server.address(of: "nothing"))
        await expectNoAccess(
            .unavailable,
            try PostgresAddress("postgresql://ann:not the password@/hub?host=/nonexistent"))
        await expectNoAccess(
            .unavailable, try PostgresAddress("postgresql://ann@127.0.0.1:1/hub"))
    }

    @Test func aDatabaseThatIsNotUTF8IsRefused() async throws {
        let server = try await PostgresServer.shared()
        try await blocking {
            try server.psql(
                """
                CREATE DATABASE latin TEMPLATE template0
                ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'
                """)
        }
        await expectStoreError(.misuse) {
            _ = try await PostgresDatabase(server.address(of: "latin"))
        }
    }

    private func terminate(_ database: PostgresDatabase) async throws {
        let server = try await PostgresServer.shared()
        let name = try await database.read { db in
            try db.value("SELECT current_database()::text", as: String.self)
        }
        let found = try #require(name)
        try await blocking {
            try server.psql(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '\(found)' AND pid <> pg_backend_pid()
                """)
        }
    }

    @Test func endedSessionsAreReplacedUnnoticed() async throws {
        try await withPostgresDatabase { database in
            try await database.write { db in
                _ = try db.execute("CREATE TABLE t (x bigint)")
            }
            for number in 0..<5 {
                _ = await eightAtOnce { _ in
                    try await database.read { db in try db.value("SELECT 1", as: Int.self) }
                }
                try await terminate(database)
                try await database.write { db in
                    _ = try db.execute("INSERT INTO t VALUES (\(number))")
                }
            }
            let count = try await database.read { db in
                try db.value("SELECT count(*) FROM t", as: Int.self)
            }
            #expect(count == 5)
        }
    }

    @Test func aTransactionWhoseSessionEndsHalfWayIsRunAgainWhole() async throws {
        try await withPostgresDatabase { database in
            try await database.write { db in
                _ = try db.execute("CREATE TABLE t (x bigint)")
            }
            let attempts = Shared(0)
            try await database.write { db in
                try db.execute("INSERT INTO t VALUES (1)")
                if attempts.change({
                    $0 += 1; return $0
                }) == 1 {
                    try db.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
                try db.execute("INSERT INTO t VALUES (2)")
            }
            let rows = try await database.read { db in
                try db.column("SELECT x FROM t ORDER BY x", as: Int.self)
            }
            #expect(rows == [1, 2])
            #expect(attempts.value == 2)
        }
    }

    /// A trigger that ends the session while it commits: nobody can know from here what became of
    /// it, so it is neither run again nor called a failure.
    @Test func aSessionThatEndsInTheCommitLeavesTheOutcomeOpen() async throws {
        try await withPostgresDatabase { database in
            try await database.write { db in
                try db.execute("CREATE TABLE t (x bigint)")
                try db.execute(
                    """
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                    """)
                try db.execute(
                    """
                    CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()
                    """)
            }
            let attempts = Shared(0)
            await expectStoreError(.outcomeUnknown) {
                try await database.write { db in
                    attempts.change { $0 += 1 }
                    _ = try db.execute("INSERT INTO t VALUES (1)")
                }
            }
            #expect(attempts.value == 1)
        }
    }

    @Test func aRestartedServerIsFoundAgain() async throws {
        let server = try await blocking { try PostgresServer() }
        var options = PostgresDatabase.Options()
        options.reconnectPatience = .seconds(60)
        let database = try await PostgresDatabase(
            server.address(of: "postgres"), options: options)
        try await database.write { db in _ = try db.execute("CREATE TABLE t (x bigint)") }
        let mayEnd = Shared(false)
        let committed = Shared(0)
        let writing = Task {
            while !mayEnd.value {
                do {
                    try await database.write { db in
                        _ = try db.execute("INSERT INTO t VALUES (1)")
                    }
                    committed.change { $0 += 1 }
                } catch let error as StoreError where error.kind == .outcomeUnknown {}
            }
        }
        for _ in 0..<2 {
            let before = committed.value
            try await blocking {
                try server.stop()
                try server.start()
            }
            try await until { committed.value > before + 1 }
        }
        mayEnd.change { $0 = true }
        try await writing.value
        let count = try await database.read { db in
            try db.value("SELECT count(*) FROM t", as: Int.self)
        }
        #expect(try #require(count) >= committed.value)
        await database.close()
    }

    @Test func aServerThatStaysAwayIsReported() async throws {
        let server = try await blocking { try PostgresServer() }
        let database = try await PostgresDatabase(
            server.address(of: "postgres"), options: impatient)
        try await blocking { try server.stop() }
        await expectStoreError(.unavailable) {
            _ = try await database.read { db in try db.value("SELECT 1", as: Int.self) }
        }
        await database.close()
    }
}
