import Domain
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import SQLiteStore

/// A folder for one database and the stock program to look into it.
struct Place {
    let folder: String

    var path: String { "\(folder)/hub.db" }

    static func with(_ body: (Place) async throws -> Void) async throws {
        try await withScratchFolder { folder in try await body(Place(folder: folder)) }
    }

    @discardableResult
    func run(_ script: String) throws -> String {
        let result = try shell("cd '\(folder)'\n\(script)")
        try #require(result.status == 0, "\(script): \(result.output)")
        return result.output
    }

    /// Asks the program `sqlite3`, which the package sqlite3 brings.
    func sqlite3(_ sql: String, _ file: String = "hub.db") throws -> String {
        try run("sqlite3 -batch \(file) \"\(sql)\"")
    }

    /// What is in the folder, byte for byte, but for the shared memory that every opening rebuilds.
    func state() throws -> String {
        try run("for f in $(ls | grep -v -- '-shm$'); do sha256sum $f; stat -c '%a %s' $f; done")
    }

    /// A database with a hub and some people in it.
    func makeHub(people: Int = 20) async throws {
        let database = try await SQLiteDatabase(path: path)
        try await Migrator(database).migrate(at: Sample.now)
        let world = try await World(in: [SQLStore(database, sha256: sha256)])
        for number in 0..<people { _ = try await world.add("user\(number)", as: .viewer) }
        await database.close()
    }
}

@Suite struct SQLiteFileTests {
    @Test func aNewDatabaseIsOursPrivateAndWhole() async throws {
        try await Place.with { place in
            let database = try await SQLiteDatabase(path: place.path)
            try await Migrator(database).migrate(at: Sample.now)
            #expect(!database.wasChecked)
            #expect(
                try place.run("stat -c '%n %a' *")
                    == "hub.db 600\nhub.db-shm 600\nhub.db-wal 600\n")
            // While it is in use, and by another program.
            #expect(try place.sqlite3("PRAGMA integrity_check; PRAGMA journal_mode") == "ok\nwal\n")
            #expect(try place.sqlite3("PRAGMA application_id") == "1212568404\n")
            await database.close()
            #expect(try place.run("ls") == "hub.db\n")
            #expect(try place.sqlite3("PRAGMA integrity_check") == "ok\n")
        }
    }

    @Test(arguments: [
        ("an empty file", ": > hub.db", "empty"),
        ("text", "echo 'not a database' > hub.db", "no SQLite database"),
        ("half a header", "head -c 60 whole.db > hub.db", "no SQLite database"),
        ("random bytes", "head -c 65536 /dev/urandom > hub.db", "no SQLite database"),
        ("another program's", "sqlite3 hub.db 'CREATE TABLE t (x)'", "another program"),
    ])
    func whatIsNoDatabaseOfOursIsLeftAsItIs(
        name: String, script: String, reason: String
    ) async throws {
        try await Place.with { place in
            try await place.makeHub()
            try place.run("mv hub.db whole.db; \(script)")
            let before = try place.state()
            do {
                _ = try await SQLiteDatabase(path: place.path)
                Issue.record("\(name) was opened")
            } catch let error as StoreError {
                #expect(error.kind == .corrupt)
                #expect(error.description.contains(reason), "\(error)")
                #expect(error.disposition == .needsOperator)
            }
            #expect(try place.state() == before)
        }
    }

    @Test func aMissingDatabaseIsMadeOnlyWhenAsked() async throws {
        try await Place.with { place in
            var options = SQLiteDatabase.Options()
            options.createsMissingFile = false
            await expectStoreError(.notFound) {
                _ = try await SQLiteDatabase(path: place.path, options: options)
            }
            await expectStoreError(.notFound) {
                _ = try await SQLiteDatabase(path: "\(place.folder)/missing/hub.db")
            }
            let files = try place.run("ls")
            #expect(files.isEmpty)
        }
    }

    /// Leaves the database as a program does that is killed: with its log.
    private func stopUncleanly(_ place: Place) throws {
        try place.run(
            """
            mkdir live && mv hub.db live/ && sqlite3 live/hub.db "PRAGMA wal_autocheckpoint = 0; \
            UPDATE users SET display_name = 'changed'" ".shell cp live/hub.db live/hub.db-wal ." \
            && rm -r live && test -s hub.db-wal
            """)
    }

    @Test func afterAnUncleanStopEverythingIsCheckedAndKept() async throws {
        try await Place.with { place in
            try await place.makeHub()
            try stopUncleanly(place)
            let database = try await SQLiteDatabase(path: place.path)
            #expect(database.wasChecked)
            let store = SQLStore(database, sha256: sha256)
            #expect(try await store.user(login: "user7")?.displayName == "changed")
            await database.close()
            let again = try await SQLiteDatabase(path: place.path)
            #expect(!again.wasChecked)
            await again.close()
        }
    }

    /// Zeros over one page in each third of the file, and over an index alone.
    @Test(arguments: [1, 2, 3, 4, 5, 6])
    func aDamagedDatabaseIsFoundAndLeftAsItIs(part: Int) async throws {
        try await Place.with { place in
            try await place.makeHub(people: 300)
            try place.run(
                """
                pages=$(($(stat -c %s hub.db) / 4096))
                dd if=/dev/urandom of=hub.db bs=4096 count=1 seek=$((pages * \(part) / 7)) \
                conv=notrunc status=none
                touch hub.db-wal; printf x > hub.db-wal
                """)
            let before = try place.state()
            await expectStoreError(.corrupt) { _ = try await SQLiteDatabase(path: place.path) }
            #expect(try place.state() == before)
        }
    }
}
