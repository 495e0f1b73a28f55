import Connector
import Drill
import Host
import TestSupport
import Testing

/// Databases are found by what they are and opened as their programs do.
@Suite(.timeLimit(.minutes(5))) struct DrillDatabaseTests {
    @Test func databasesAreFoundUnderAnyName() async throws {
        let report = try await run(
            """
            sqlite3 a.jpg 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'
            mkdir 'a folder'; sqlite3 'a folder/ä.db' 'CREATE TABLE t (a)'
            echo 'SQLite format 4' > no.db; : > empty.db; printf 'SQLite' > short.db
            """)
        #expect(report.hasPassed, "\(report.findings.lines)")
        #expect(report.databases == 2)
    }

    @Test func aDamagedPageIsFoundAlthoughTheFileIsWhatWasBackedUp() async throws {
        let report = try await run(
            """
            sqlite3 app.db 'CREATE TABLE t (a); WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < 5000) INSERT INTO t SELECT hex(randomblob(50)) FROM n'
            dd if=/dev/zero of=app.db bs=4096 seek=7 count=1 conv=notrunc status=none
            """)
        #expect(report.databases == 1)
        #expect(report.files == 1)
        #expect(report.findings.count == 1)
        #expect(report.findings.lines.first?.hasPrefix("app.db is what was backed up") == true)
    }

    @Test func theLogBesideADatabaseBelongsToIt() async throws {
        // Without its log the database has no table, and with a row of it missing none of its rows.
        let report = try await run(
            """
            sqlite3 base.db 'PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;
                CREATE TABLE t (a REFERENCES u); INSERT INTO t VALUES (7)' \
                '.shell cp base.db app.db' '.shell cp base.db-wal app.db-wal' >/dev/null
            rm -f base.db*
            """)
        #expect(report.hasPassed, "\(report.findings.lines)")
        #expect(report.databases == 1)
        #expect(report.notes.lines.count == 1, "\(report.notes.lines)")
    }

    /// Runs a drill of the folder that `script` fills.
    private func run(_ script: String) async throws -> DrillReport {
        try await withScratchFolder { folder in
            let made = try shell("set -e; cd '\(folder)'\n\(script)")
            try #require(made.status == 0, "\(made.output)")
            let names = try shell("cd '\(folder)' && find . -mindepth 1 -printf '%y %P\\n'").output
            let entries = try names.split(separator: "\n").map { line -> Entry in
                let path = String(line.dropFirst(2))
                return line.hasPrefix("d")
                    ? .folder(path) : .file(path, try readFile("\(folder)/\(path)"))
            }
            return try await DrillFixture.run(
                MemoryVault(entries: entries.sorted { $0.path < $1.path }))
        }
    }
}
