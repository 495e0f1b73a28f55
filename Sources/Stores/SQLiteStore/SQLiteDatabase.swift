internal import Host
package import Store

/// A database in one file beside the hub: one writer and a few readers that never wait for it.
package final class SQLiteDatabase: Database {
    package struct Options: Sendable {
        /// More than this many reads at once wait for each other on two cores anyway.
        package var readers = 4
        /// Whether a missing file is made; an empty or foreign one is refused either way.
        package var createsMissingFile = true
        /// How long a write waits for another process that writes.
        package var busyPatience = Duration.seconds(5)
        /// Whether the log stays at the end whoever seems to be alone, as where another program has
        /// the database open that may have lost its locks: one that reads the file as a file has.
        package var leavesLog = false

        package init() {}
    }

    package let path: String
    /// Whether the last program on this database stopped without closing it, so that all of it was
    /// checked before it was opened.
    package let wasChecked: Bool

    private let writers: LanePool<SQLiteLane>
    private let readers: LanePool<SQLiteLane>

    package let dialect = Dialect.sqlite

    /// Opens the database, and checks all of it where it was not closed the last time.
    ///
    /// Throws `notFound`, `corrupt`, `permission`, `readOnly` or `full`; then nothing was changed.
    package init(path: String, options: Options = Options()) async throws {
        self.path = path
        let writer = SQLiteLane(name: "sqlite.writer")
        wasChecked = try await writer.prepare(SQLiteFile(path), options)
        try await writer.open {
            let connection = try SQLiteConnection(
                path: path, .readWrite, busyPatience: options.busyPatience)
            if options.leavesLog { try connection.leaveLog() }
            return connection
        }
        var lanes: [SQLiteLane] = []
        for number in 1...max(1, options.readers) {
            let lane = SQLiteLane(name: "sqlite.reader.\(number)")
            try await lane.open { try SQLiteConnection(path: path, .readOnly) }
            lanes.append(lane)
        }
        writers = LanePool([writer])
        readers = LanePool(lanes)
    }

    /// Waits for the transactions that run and closes the file; later calls throw `unavailable`.
    package func close() async {
        for lane in await readers.close() { await lane.close() }
        // Last, because the last one to close empties the log.
        for lane in await writers.close() { await lane.close() }
    }

    /// Reads everything, and throws `corrupt` with the first things that are wrong.
    package func checkIntegrity() async throws {
        try await readers.withLane { lane in
            try await lane.use { connection in try connection.checkIntegrity() }
        }
    }

    package func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await readers.transaction("BEGIN") { connection in
            try body(ReadTransaction(runner: connection, dialect: .sqlite))
        }
    }

    package func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        // The lock is taken at once: a reader that turns writer half-way could only fail.
        try await writers.transaction("BEGIN IMMEDIATE") { connection in
            try body(WriteTransaction(runner: connection, dialect: .sqlite))
        }
    }

    package func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await writers.transaction(
            // Foreign keys must be off before the transaction begins: a table that is rebuilt would
            // take the rows that refer to it along.
            "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", endingWith: "PRAGMA foreign_keys = ON"
        ) { connection in
            let result = try body(WriteTransaction(runner: connection, dialect: .sqlite))
            var problem: String?
            try connection.checkForeignKeys { problem = $0 }
            if let problem { throw StoreError(.constraint, "after the migration \(problem)") }
            return result
        }
    }
}

extension SQLiteLane {
    /// Makes the file where it is missing; whether it had to be checked.
    fileprivate func prepare(
        _ file: SQLiteFile, _ options: SQLiteDatabase.Options
    ) throws -> Bool {
        if try !file.exists() {
            guard options.createsMissingFile else {
                throw StoreError(
                    .notFound, "there is no database", context: ["database": file.path])
            }
            try file.create()
        }
        try file.checkHeader()
        guard try file.wasLeftOpen() else { return false }
        // Read-only, so that a damaged database is left as it was found.
        try SQLiteConnection(path: file.path, .readOnly).checkIntegrity()
        return true
    }
}
