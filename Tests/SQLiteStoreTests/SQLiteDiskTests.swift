import Domain
import Glibc
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import SQLiteStore

/// What a disk does to a database.
@Suite(.timeLimit(.minutes(10))) struct SQLiteDiskTests {
    /// Lends a folder on a file system of three mebibytes.
    private func withSmallDisk(_ body: (Place) async throws -> Void) async throws {
        try await Place.with { place in
            let disk = Place(folder: "\(place.folder)/disk")
            let mounted = try shell(
                "mkdir '\(disk.folder)' && mount -t tmpfs -o size=3m tmpfs '\(disk.folder)'")
            try #require(
                mounted.status == 0,
                "this test mounts a small file system and needs root: \(mounted.output)")
            // Detached without asking who has it open: a program that another test starts has
            // copies of all descriptors for a moment.
            defer { _ = try? shell("umount -l '\(disk.folder)'") }
            try await body(disk)
        }
    }

    @Test func aFullDiskIsReportedAndNothingIsLost() async throws {
        try await withSmallDisk { place in
            try await place.makeHub()
            let database = try await SQLiteDatabase(path: place.path)
            let store = SQLStore(database, sha256: sha256)
            var count = 0
            var failure: StoreError?
            while failure == nil {
                do {
                    try await store.addUser(
                        Sample.user("done\(count)"), as: nil,
                        audit: [Sample.event(.userCreated)])
                    count += 1
                } catch let error as StoreError {
                    failure = error
                }
            }
            #expect(failure?.kind == .full, "\(String(describing: failure?.debugDescription))")
            #expect(failure?.disposition == .needsOperator)
            #expect(count > 10)
            // Reading goes on, and so does writing once there is room.
            #expect(try await store.user(login: "done0") != nil)
            try place.run("mount -o remount,size=8m '\(place.folder)'")
            try await store.record([Sample.event(.signedIn)])
            await database.close()
            // What was reported as done is there, and what was refused is not.
            #expect(
                try place.sqlite3(
                    "PRAGMA integrity_check; SELECT count(*) FROM users WHERE login LIKE 'done%'")
                    == "ok\n\(count)\n")
        }
    }

    @Test func aBackupThatDoesNotFitLeavesNoFile() async throws {
        try await withSmallDisk { disk in
            try await Place.with { place in
                let database = try await SQLiteDatabase(path: place.path)
                try await database.write { db in
                    _ = try db.execute("CREATE TABLE filler AS SELECT randomblob(4000000) AS x")
                }
                await expectStoreError(.full) {
                    try await database.backUp(to: "\(disk.folder)/copy.db")
                }
                await database.close()
                #expect(try disk.run("ls") == "")
            }
        }
    }

    /// A file may not grow beyond a limit of the process: the write fails with an error that SQLite
    /// has no name for. In a process of its own, which the limit is for.
    @Test func aFailingDiskIsReportedAndNothingIsLost() async throws {
        try await Place.with { place in
            try await place.makeHub()
            await #expect(processExitsWith: .success) { [path = place.path as String] in
                await noting(path) { try await writeUntilTheDiskFails(path) }
            }
            let failure = try place.run("cat hub.db.failure 2>/dev/null || true")
            #expect(failure == "")
            let counts = try place.sqlite3(
                """
                PRAGMA integrity_check;
                SELECT count(*) FROM users WHERE login LIKE 'done%';
                SELECT target_name FROM audit_events WHERE target_kind = 'test'
                """
            ).split(separator: "\n")
            #expect(counts.first == "ok")
            #expect(counts[1] == counts[2])
        }
    }

    @Test(arguments: [
        (0o555, 0o600, StoreError.Kind.permission), (0o755, 0o000, .permission),
    ])
    func aDatabaseWeMayNotWriteIsReportedAndLeftAsItIs(
        folderMode: Int, fileMode: Int, kind: StoreError.Kind
    ) async throws {
        try await Place.with { place in
            try await place.makeHub()
            try place.run(
                """
                chown -R nobody . 2>/dev/null || true
                chmod \(String(fileMode, radix: 8)) hub.db; chmod \(String(folderMode, radix: 8)) .
                """)
            let before = try place.state()
            await #expect(processExitsWith: .success) { [path = place.path as String] in
                // Root may do everything, so the process becomes somebody who may not.
                if geteuid() == 0 { precondition(setgid(65534) == 0 && setuid(65534) == 0) }
                do {
                    let database = try await SQLiteDatabase(path: path)
                    try await Migrator(database).migrate(at: Sample.now)
                    try await SQLStore(database, sha256: sha256).record([Sample.event(.signedIn)])
                    preconditionFailure("the database was written to")
                } catch let error as StoreError {
                    precondition(
                        [.permission, .readOnly, .unavailable].contains(error.kind),
                        "\(error.debugDescription)")
                    precondition(error.description.contains(path))
                }
            }
            let failure = try place.run("cat '\(place.path).failure' 2>/dev/null || true")
            #expect(failure == "")
            #expect(try place.state() == before)
            try place.run("chmod 755 .")
        }
    }
}

private struct Failure: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}

/// Leaves what went wrong in a file: what a child process prints is not kept.
private func noting(_ path: String, _ body: () async throws -> Void) async {
    do {
        try await body()
    } catch {
        guard let file = fopen(path + ".failure", "we") else { abort() }
        fputs("\((error as? StoreError)?.debugDescription ?? "\(error)")\n", file)
        fclose(file)
    }
}

private func limitFiles(to bytes: UInt) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(bytes, limit.rlim_max)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
}

/// Adds people until a write fails, then lifts the limit and notes how many there were.
private func writeUntilTheDiskFails(_ path: String) async throws {
    let database = try await SQLiteDatabase(path: path)
    let store = SQLStore(database, sha256: sha256)
    limitFiles(to: 600_000)
    var count = 0
    do {
        while true {
            try await store.addUser(
                Sample.user("done\(count)"), as: nil, audit: [Sample.event(.userCreated)])
            count += 1
        }
    } catch let error as StoreError where error.kind == .io {}
    guard try await store.user(login: "done0") != nil else { throw Failure("reading stopped") }
    limitFiles(to: .max)
    let target = AuditTarget(kind: "test", id: Sample.id(User.self).uuid, name: "\(count)")
    try await store.record([Sample.event(.signedIn, on: target)])
    await database.close()
}
