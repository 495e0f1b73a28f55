import Host
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import PostgresStore

@Suite(.timeLimit(.minutes(10))) struct PostgresDatabaseTests {
    private func withCounters(
        _ options: PostgresDatabase.Options = .init(),
        _ body: (PostgresDatabase) async throws -> Void
    ) async throws {
        try await withPostgresDatabase(options) { database in
            try await database.write { db in
                try db.execute("CREATE TABLE counters (name text PRIMARY KEY, n bigint)")
                try db.execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)")
            }
            try await body(database)
        }
    }

    @Test func transactionsThatCollideAreRunAgain() async throws {
        try await withCounters { database in
            let attempts = Shared(0)
            let outcomes = await eightAtOnce { _ in
                for _ in 0..<10 {
                    try await database.write { db in
                        attempts.change { $0 += 1 }
                        let n: Int? = try db.reading.value(
                            "SELECT n FROM counters WHERE name = 'a'")
                        try db.execute("UPDATE counters SET n = \((n ?? 0) + 1) WHERE name = 'a'")
                    }
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            try await expectCount(80, in: database)
            // Otherwise nothing collided, and the test showed nothing.
            #expect(attempts.value > 80)
        }
    }

    @Test func deadlocksAreRunAgain() async throws {
        try await withCounters { database in
            let outcomes = await eightAtOnce { number in
                let names = number % 2 == 0 ? ["a", "b"] : ["b", "a"]
                for _ in 0..<5 {
                    try await database.write { db in
                        for name in names {
                            try db.execute(
                                "UPDATE counters SET n = n + 1 WHERE name = \(name)")
                        }
                    }
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            try await expectCount(40, in: database, "a")
            try await expectCount(40, in: database, "b")
        }
    }

    @Test func cancellingEndsTheStatementOfThatTaskAlone() async throws {
        var options = PostgresDatabase.Options()
        options.connections = 1
        try await withCounters(options) { database in
            for _ in 0..<10 {
                let isRunning = Shared(false)
                let endless = Task {
                    try await database.write { db in
                        try db.execute("UPDATE counters SET n = 9")
                        isRunning.change { $0 = true }
                        try db.execute("SELECT pg_sleep(3600)")
                    }
                }
                let next = Task { try await count(in: database) }
                try await until { isRunning.value }
                endless.cancel()
                await #expect(throws: CancellationError.self) { try await endless.value }
                endless.cancel()
                let found = try await next.value
                #expect(found == 0)
            }
        }
    }

    @Test func aStatementThatTakesTooLongIsEnded() async throws {
        var options = PostgresDatabase.Options()
        options.statementTimeout = .seconds(1)
        try await withCounters(options) { database in
            await expectStoreError(.timeout) {
                _ = try await database.write { db in try db.execute("SELECT pg_sleep(3600)") }
            }
            try await expectCount(0, in: database)
        }
    }

    /// Stopped, not ended: the server's process is there and says nothing. On a server of its own,
    /// because others would wait for that process too.
    @Test func aServerThatFallsSilentIsGivenUp() async throws {
        var options = PostgresDatabase.Options()
        options.statementTimeout = .seconds(1)
        options.answerGrace = .zero
        options.connections = 1
        let server = try await blocking { try PostgresServer() }
        let database = try await PostgresDatabase(server.address(of: "postgres"), options: options)
        let backend = try await database.read { db in
            try db.value("SELECT pg_backend_pid()", as: Int.self)
        }
        let pid = try #require(backend)
        let stopped = try await blocking { try shell("kill -STOP \(pid)") }
        #expect(stopped.status == 0)
        let one: SQL = "SELECT 1"
        await expectStoreError(.timeout) {
            _ = try await database.read { db in try db.value(one, as: Int.self) }
        }
        // A fresh connection serves the next call.
        let found = try await database.read { db in try db.value(one, as: Int.self) }
        #expect(found == 1)
        await database.close()
        let resumed = try await blocking { try shell("kill -CONT \(pid)") }
        #expect(resumed.status == 0)
    }

    @Test func moreStatementsThanAreKeptPreparedStillWork() async throws {
        try await withCounters { database in
            for length in [40, 300, 40] {
                let sum = try await database.read { db in
                    var sum = 0
                    for number in 0..<length {
                        // A different text each time: as many conditions as the number says.
                        let conditions = Array(repeating: "n < \(9)" as SQL, count: number + 1)
                        sum +=
                            try db.value(
                                "SELECT n + 1 FROM counters WHERE name = 'a' AND "
                                    + .joined(conditions, by: " AND "), as: Int.self) ?? 0
                    }
                    return sum
                }
                #expect(sum == length)
            }
        }
    }

    @Test func aTypeWeDoNotReadIsNamed() async throws {
        try await withCounters { database in
            do {
                _ = try await database.read { db in
                    try db.column("SELECT now() AS moment", as: String.self)
                }
                Issue.record("a timestamp was read")
            } catch let error as StoreError {
                #expect(error.kind == .misuse)
                #expect(error.message.contains("moment"))
            }
        }
    }

    @Test func postgresTrapsOnALoopThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            try loop.start()
            await Task(executorPreference: loop) {
                if let address = try? PostgresAddress("host=/nonexistent") {
                    _ = try? PostgresConnection(to: address, PostgresDatabase.Options())
                }
            }.value
        }
    }
}
