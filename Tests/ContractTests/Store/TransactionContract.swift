import Host
import Store
import StoreSupport
import TestSupport
import Testing

/// What a transaction promises, whichever database is behind it.
@Suite(.timeLimit(.minutes(10))) struct TransactionContract {
    private func withCounters(
        _ kind: DatabaseKind, _ body: (any Database) async throws -> Void
    ) async throws {
        try await kind.withDatabase { database in
            try await database.write { db in
                try db.execute("CREATE TABLE counters (name text PRIMARY KEY, n bigint)")
                try db.execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)")
            }
            try await body(database)
        }
    }

    private struct Oops: Error {}

    @Test(arguments: DatabaseKind.allCases)
    func aTransactionThatThrowsChangesNothing(kind: DatabaseKind) async throws {
        try await withCounters(kind) { database in
            await #expect(throws: Oops.self) {
                try await database.write { db in
                    try db.execute("UPDATE counters SET n = 9")
                    throw Oops()
                }
            }
            try await expectCount(0, in: database)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aReaderCannotWriteEvenByAQuery(kind: DatabaseKind) async throws {
        try await withCounters(kind) { database in
            await expectStoreError(.readOnly) {
                _ = try await database.read { db in
                    try db.column("DELETE FROM counters RETURNING name", as: String.self)
                }
            }
            try await expectCount(0, in: database)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func whatWasReadBeforeAWriteStillHoldsWhenItCommits(kind: DatabaseKind) async throws {
        try await withCounters(kind) { database in
            let outcomes = await eightAtOnce { _ in
                for _ in 0..<10 {
                    try await database.write { db in
                        let n: Int? = try db.reading.value(
                            "SELECT n FROM counters WHERE name = 'a'")
                        try db.execute("UPDATE counters SET n = \((n ?? 0) + 1) WHERE name = 'a'")
                    }
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            try await expectCount(80, in: database)
        }
    }

    /// Each reads what the other writes: run one after the other they cannot both be right.
    @Test(arguments: DatabaseKind.allCases)
    func writeSkewIsImpossible(kind: DatabaseKind) async throws {
        try await withCounters(kind) { database in
            let outcomes = await eightAtOnce { number in
                let (mine, other) = number % 2 == 0 ? ("a", "b") : ("b", "a")
                try await database.write { db in
                    let taken: Int? = try db.reading.value(
                        "SELECT n FROM counters WHERE name = \(other)")
                    guard taken == 0 else { return }
                    try db.execute("UPDATE counters SET n = 1 WHERE name = \(mine)")
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            let sum = try await (count(in: database, "a") ?? 0) + (count(in: database, "b") ?? 0)
            #expect(sum == 1)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aTaskCancelledBeforeItsTurnDoesNothing(kind: DatabaseKind) async throws {
        try await withCounters(kind) { database in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await database.write { db in
                            _ = try db.execute("UPDATE counters SET n = 9")
                        }
                    }
                }
            }
            try await expectCount(0, in: database)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aDatabaseLeavesALoopThreadByItself(kind: DatabaseKind) async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        try await withCounters(kind) { database in
            let found = try await Task(executorPreference: loop) {
                try await database.read { db in
                    #expect(ThreadRole.current == .blocking)
                    return try db.value("SELECT n FROM counters WHERE name = 'a'", as: Int.self)
                }
            }.value
            #expect(found == 0)
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func aClosedDatabaseSaysSo(kind: DatabaseKind) async throws {
        try await withScratchFolder { folder in
            try await kind.withLocation(in: folder) { location in
                let database = try await location.open()
                await database.close()
                await expectStoreError(.unavailable) {
                    _ = try await database.read { db in try db.value("SELECT 1", as: Int.self) }
                }
            }
        }
    }
}
