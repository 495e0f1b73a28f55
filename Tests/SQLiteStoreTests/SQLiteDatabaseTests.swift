import Host
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(10))) struct SQLiteDatabaseTests {
    private func withCounters(
        _ options: SQLiteDatabase.Options = .init(), _ body: (SQLiteDatabase) async throws -> Void
    ) async throws {
        try await Place.with { place in
            let database = try await SQLiteDatabase(path: place.path, options: options)
            try await database.write { db in
                try db.execute("CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER) STRICT")
                try db.execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)")
            }
            try await body(database)
            await database.close()
        }
    }

    /// Runs until it is interrupted.
    private static let endless: SQL = """
        WITH RECURSIVE t (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t)
        SELECT count(*) FROM t
        """

    @Test func readersSeeOneMomentAndNeverWaitForTheWriter() async throws {
        try await withCounters { database in
            let isWritten = Shared(false)
            let mayCommit = Shared(false)
            async let writing: Void = database.write { db in
                try db.execute("UPDATE counters SET n = n + 1")
                isWritten.change { $0 = true }
                while !mayCommit.value { try Task.checkCancellation() }
            }
            try await until { isWritten.value }
            try await expectCount(0, in: database)
            mayCommit.change { $0 = true }
            try await writing
            try await expectCount(1, in: database)
        }
    }

    /// Locks belong to the process: who closes any other descriptor of the file gives them all up,
    /// and the next program to leave takes the log along, with what was written to it.
    @Test func openingItOnceMoreLeavesItToWhoHasIt() async throws {
        try await withCounters { database in
            let again = try await SQLiteDatabase(path: database.path)
            await again.close()
            // Another program comes and goes.
            let looked = try await runProgram(
                "sqlite3", [database.path, "SELECT count(*) FROM counters"])
            #expect(looked.text == "2\n")
            #expect(try await runProgram("test", ["-s", "\(database.path)-wal"]).status == 0)
            _ = try await database.write { db in
                try db.execute("UPDATE counters SET n = 7")
            }
            let seen = try await runProgram(
                "sqlite3", [database.path, "SELECT max(n) FROM counters"])
            #expect(seen.text == "7\n")
        }
    }

    @Test func cancellingEndsTheStatementOfThatTaskAlone() async throws {
        var options = SQLiteDatabase.Options()
        options.readers = 1
        try await withCounters(options) { database in
            for _ in 0..<20 {
                let isRunning = Shared(false)
                let endless = Task {
                    try await database.read { db in
                        isRunning.change { $0 = true }
                        return try db.value(Self.endless, as: Int.self)
                    }
                }
                // The one reader there is: this task comes after the endless one.
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

    @Test func aCancelledWriteIsRolledBackAndTheNextOneWorks() async throws {
        try await withCounters { database in
            let isRunning = Shared(false)
            let writing = Task {
                try await database.write { db in
                    try db.execute("UPDATE counters SET n = 9")
                    isRunning.change { $0 = true }
                    _ = try db.reading.value(Self.endless, as: Int.self)
                }
            }
            try await until { isRunning.value }
            writing.cancel()
            await #expect(throws: CancellationError.self) { try await writing.value }
            try await expectCount(0, in: database)
            try await database.write { db in _ = try db.execute("UPDATE counters SET n = 1") }
            try await expectCount(1, in: database)
        }
    }

    @Test func anotherProcessThatWritesIsWaitedForAndThenReported() async throws {
        var options = SQLiteDatabase.Options()
        options.busyPatience = .milliseconds(50)
        try await withCounters(options) { database in
            let other = try await SQLiteDatabase(path: database.path)
            let isHeld = Shared(false)
            let mayGo = Shared(false)
            async let holding: Void = other.write { db in
                try db.execute("UPDATE counters SET n = 5")
                isHeld.change { $0 = true }
                while !mayGo.value { try Task.checkCancellation() }
            }
            try await until { isHeld.value }
            await expectStoreError(.busy) {
                try await database.write { db in
                    _ = try db.execute("UPDATE counters SET n = 6")
                }
            }
            mayGo.change { $0 = true }
            try await holding
            try await database.write { db in _ = try db.execute("UPDATE counters SET n = n + 1") }
            try await expectCount(6, in: database)
            await other.close()
        }
    }

    @Test func oneStatementMayRunInsideItself() async throws {
        try await withCounters { database in
            let pairs = try await database.read { db in
                var pairs: [String] = []
                try db.forEach("SELECT name FROM counters ORDER BY name") { outer in
                    try db.forEach("SELECT name FROM counters ORDER BY name") { inner in
                        pairs.append(
                            try outer.get("name", as: String.self)
                                + inner.get("name", as: String.self))
                    }
                }
                return pairs
            }
            #expect(pairs == ["aa", "ab", "ba", "bb"])
        }
    }

    @Test func valuesOfEveryTypeSurvive() async throws {
        try await withCounters { database in
            let values: [SQLValue] = [
                .integer(.min), .integer(.max), .real(-0.0), .real(.greatestFiniteMagnitude),
                .text(""), .text("备份 \u{1F512}\r\n'"), .bytes([]), .bytes([0, 255, 0]),
                .null(.text),
            ]
            for value in values {
                let found = try await database.read { db in
                    try db.first("SELECT \(Anything(value)) AS x", as: OneColumn.self)
                }
                #expect(found?.value == value)
            }
        }
    }

    @Test func sqliteTrapsOnALoopThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            try loop.start()
            await Task(executorPreference: loop) {
                _ = try? SQLiteConnection(path: "/nonexistent", .readOnly)
            }.value
        }
    }

}

/// Binds a value as it is.
private struct Anything: SQLConvertible {
    static var sqlType: SQLType { .text }
    let sqlValue: SQLValue

    init(_ value: SQLValue) {
        sqlValue = value
    }

    init?(sqlValue: SQLValue) {
        self.sqlValue = sqlValue
    }
}

private struct OneColumn: RowDecodable {
    let value: SQLValue

    init(row: Row) throws {
        value = try row.get("x", as: Anything.self).sqlValue
    }
}
