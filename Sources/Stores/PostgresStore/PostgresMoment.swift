package import Store

extension PostgresDatabase {
    /// Lends `body` one moment of the database, to read as often as it likes: what is written
    /// meanwhile does not show in it. Writing to it is refused. One connection is held all the
    /// while; when it breaks, the moment is gone and reading throws `unavailable`.
    package func atOneMoment<Result: Sendable>(
        _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        do {
            return try await lanes.withLane { lane in
                try await lane.use { connection in
                    try connection.runScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    // The first query fixes the moment.
                    try connection.runScript("SELECT count(*) FROM pg_catalog.pg_class")
                }
                do {
                    let result = try await body(PostgresMoment(lane))
                    await lane.rollBack()
                    return result
                } catch {
                    await lane.rollBack()
                    throw error
                }
            }
        } catch let error as PostgresError {
            throw error.translated(address)
        }
    }
}

extension PostgresLane {
    /// Ends what was begun; a connection that cannot even do that is not used again.
    func rollBack() {
        // What cannot be reached has rolled back by itself.
        try? use { connection in connection.rollBack() }
    }
}

/// A database at one moment.
private final class PostgresMoment: Database {
    private let lane: PostgresLane

    init(_ lane: PostgresLane) {
        self.lane = lane
    }

    let dialect = Dialect.postgres

    /// It ends with whoever lent it.
    func close() async {}

    func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await lane.use { connection in
            guard connection.isInTransaction else {
                throw StoreError(
                    .unavailable, "the connection was lost, and with it the moment that was read")
            }
            return try body(ReadTransaction(runner: connection, dialect: .postgres))
        }
    }

    func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        throw StoreError(.misuse, "a moment that has been cannot be changed")
    }

    func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        throw StoreError(.misuse, "a moment that has been cannot be changed")
    }
}
