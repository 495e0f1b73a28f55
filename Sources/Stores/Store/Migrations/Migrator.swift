package import Values

/// Brings a database to the schema this program knows.
///
/// Each step is one transaction, alone among all processes on the database, so any number of hubs
/// may start at once and a crash leaves the database at the step before.
package struct Migrator: Sendable {
    private let database: any Database
    private let steps: [Migration]

    package init(_ database: any Database, steps: [Migration] = Migration.all) {
        precondition(
            steps.map(\.number) == Array(1..<(steps.count + 1)),
            "migrations are numbered from 1 without gaps")
        self.database = database
        self.steps = steps
    }

    /// The step the database is at; 0 for an empty one. Changes nothing.
    ///
    /// Throws `newerSchema`, or `corrupt` where the database was made by other steps than ours.
    package func version() async throws -> Int {
        try await database.read { db in
            guard try Self.hasRecord(db) else { return 0 }
            return try check(db.all(Self.recordedSteps))
        }
    }

    /// Runs the steps that are missing; returns how many those were.
    ///
    /// - Parameter last: for tests that begin at an older schema.
    @discardableResult
    package func migrate(to last: Int? = nil, at now: Timestamp) async throws -> Int {
        var count = 0
        let wanted = steps.prefix(last ?? steps.count)
        while try await version() < wanted.count {
            count += try await runNext(of: wanted, at: now)
        }
        return count
    }

    /// Another process may have run it while we waited for our turn: then it is no longer missing.
    private func runNext(of wanted: ArraySlice<Migration>, at now: Timestamp) async throws -> Int {
        try await database.alterSchema { db in
            if try !Self.hasRecord(db.reading) { try db.execute(Self.createRecord) }
            let version = try check(db.reading.all(Self.recordedSteps))
            guard version < wanted.count else { return 0 }
            let step = wanted[version]
            try db.runScript(step.script(for: db.dialect))
            try db.execute(
                """
                INSERT INTO schema_steps (number, name, digest, applied_at)
                VALUES (\(step.number), \(step.name.description), \
                \(step.digest(for: db.dialect)), \(now))
                """)
            return 1
        }
    }

    private static let createRecord: SQL = """
        CREATE TABLE schema_steps (
            number bigint NOT NULL PRIMARY KEY,
            name text NOT NULL,
            digest bigint NOT NULL,
            applied_at bigint NOT NULL
        )
        """

    private static let recordedSteps: SQL =
        "SELECT number, name, digest FROM schema_steps ORDER BY number"

    private struct RecordedStep: RowDecodable {
        let number: Int
        let name: String
        let digest: Int64

        init(row: Row) throws {
            number = try row.get("number")
            name = try row.get("name")
            digest = try row.get("digest")
        }
    }

    private static func hasRecord(_ db: borrowing ReadTransaction) throws -> Bool {
        try db.value(db.dialect.tableExists("schema_steps"), as: Int.self) == 1
    }

    /// How many steps the database has seen, if they are ours.
    private func check(_ recorded: [RecordedStep]) throws -> Int {
        guard recorded.count <= steps.count else {
            throw StoreError(
                .newerSchema,
                """
                the database was written by a newer Holdfast (schema \(recorded.count), this \
                program knows \(steps.count)): install that version, or restore the backup made \
                before the update
                """)
        }
        for (step, record) in zip(steps, recorded)
        where record.number != step.number || record.digest != step.digest(for: database.dialect) {
            throw StoreError(
                .corrupt,
                """
                step \(record.number) (\(record.name)) of the database's schema is not the one of \
                this program: it was made by another build
                """)
        }
        return recorded.count
    }
}
