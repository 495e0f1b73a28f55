internal import Host
internal import Store

/// One connection with the thread it blocks.
actor SQLiteLane {
    private let executor: PinnedExecutor
    private var connection: SQLiteConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(name: String) {
        executor = PinnedExecutor(name: name)
    }

    func open(_ open: @Sendable () throws -> SQLiteConnection) throws {
        connection = try open()
    }

    /// Closing the last one moves the log into the database and removes it.
    func close() {
        connection = nil
    }

    /// Lends the connection, one job at a time.
    func use<Result: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> Result
    ) throws -> Result {
        guard let connection else { throw StoreError(.unavailable, "the database is closed") }
        return try body(connection)
    }
}

extension LanePool<SQLiteLane> {
    /// Runs `body` in a transaction on a free lane; a cancelled task interrupts it.
    func transaction<Result: Sendable>(
        _ begin: StaticString, endingWith end: StaticString? = nil,
        _ body: @Sendable (SQLiteConnection) throws -> Result
    ) async throws -> Result {
        try await withLane { lane in
            try await lane.use { connection in
                defer {
                    // It sets a flag of the connection and has nothing that could fail.
                    if let end { try? connection.runScript(end) }
                }
                return try connection.transaction(begin) { try body(connection) }
            }
        }
    }
}
