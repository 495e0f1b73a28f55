import Domain
import Store
import StoreSupport
import Testing
import Values

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(10))) struct SQLiteBackupTests {
    private func withHub(
        _ place: Place, _ body: (SQLiteDatabase, World) async throws -> Void
    ) async throws {
        let database = try await SQLiteDatabase(path: place.path)
        try await Migrator(database).migrate(at: Sample.now)
        try await body(database, World(in: [SQLStore(database, sha256: sha256)]))
        await database.close()
    }

    /// Several steps of a backup.
    private func makeLarge(_ database: SQLiteDatabase) async throws {
        try await database.write { db in
            _ = try db.execute("CREATE TABLE filler AS SELECT randomblob(8000000) AS x")
        }
    }

    @Test func aBackupIsOneMomentOfADatabaseInUse() async throws {
        try await Place.with { place in
            try await withHub(place) { database, world in
                // Two rows in each transaction, to tear apart.
                try await makeLarge(database)
                let (count, isOver) = (Shared(0), Shared(false))
                let writing = Task {
                    while !isOver.value {
                        try await world.store.record([
                            Sample.event(.signedIn, in: world.scope),
                            Sample.event(.signedOut, in: world.scope),
                        ])
                        count.change { $0 += 1 }
                    }
                }
                try await until { count.value > 3 }
                try await database.backUp(to: "\(place.folder)/copy.db", pausing: .milliseconds(1))
                isOver.change { $0 = true }
                try await writing.value
            }
            #expect(try place.run("ls; stat -c %a copy.db") == "copy.db\nhub.db\n600\n")
            #expect(
                try place.sqlite3("PRAGMA integrity_check; PRAGMA journal_mode", "copy.db")
                    == "ok\ndelete\n")
            // A whole chain, that ends between two transactions.
            let count = try place.sqlite3(
                "SELECT count(*) = max(sequence) AND count(*) % 2 = 0 FROM audit_events "
                    + "WHERE hex(scope) <> '00000000000000000000000000000000'", "copy.db")
            #expect(count == "1\n")

            let copy = try await SQLiteDatabase(path: "\(place.folder)/copy.db")
            #expect(try await Migrator(copy).version() == Migration.all.count)
            #expect(try await SQLStore(copy, sha256: sha256).user(login: "owner") != nil)
            await copy.close()
        }
    }

    @Test func aBackupTakesNobodysPlace() async throws {
        try await Place.with { place in
            try await withHub(place) { database, _ in
                try place.run("echo precious > copy.db")
                await expectStoreError(.alreadyExists) {
                    try await database.backUp(to: "\(place.folder)/copy.db")
                }
                #expect(try place.run("cat copy.db; ls copy*") == "precious\ncopy.db\n")
                await expectStoreError(.notFound) {
                    try await database.backUp(to: "\(place.folder)/missing/copy.db")
                }
            }
        }
    }

    @Test func aCancelledBackupLeavesNoFile() async throws {
        try await Place.with { place in
            try await withHub(place) { database, _ in
                try await makeLarge(database)
                let clock = NeverClock()
                let backup = Task {
                    try await database.backUp(to: "\(place.folder)/copy.db", clock: clock)
                }
                try await until { clock.isAsked.value }
                #expect(try place.run("ls -A | grep -c \"^.holdfast-.*tmp$\"") != "0\n")
                backup.cancel()
                await #expect(throws: CancellationError.self) { try await backup.value }
                #expect(try place.run("ls -A | grep -E 'copy|tmp' || true") == "")
            }
        }
    }
}

/// A clock whose pauses end by cancellation alone.
private struct NeverClock: Clock {
    let isAsked = Shared(false)

    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        isAsked.change { $0 = true }
        while true {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
