internal import CPostgres
package import Store

/// A database on a PostgreSQL server.
///
/// Writes are serializable: where two transactions could not have run one after the other, one of
/// them is run again. So a check and the change that relies on it need no locks of their own.
package final class PostgresDatabase: Database {
    package struct Options: Sendable {
        /// Connections at most; each is made when it is first needed.
        package var connections = 8
        /// How long one statement may take.
        package var statementTimeout = Duration.seconds(30)
        /// How much longer than that we wait for the server to say so: then it is not answering.
        package var answerGrace = Duration.seconds(5)
        /// How long a call waits, in all, for a server that is not there.
        package var reconnectPatience = Duration.seconds(5)
        package var clock: any Clock<Duration> = ContinuousClock()
        /// Nil for whoever need not be alone.
        package var gate: WriteGate?
        /// A number in 0..<1 for each pause, so that those who collided do not meet again.
        package var jitter: @Sendable () -> Double = { Double.random(in: 0..<1) }

        package init() {}
    }

    package let address: PostgresAddress
    let options: Options
    let lanes: LanePool<PostgresLane>

    package let dialect = Dialect.postgres

    /// Connects once, so that a wrong address is found now. Throws `permission`, `notFound`,
    /// `unavailable`.
    package init(_ address: PostgresAddress, options: Options = Options()) async throws {
        self.address = address
        self.options = options
        lanes = LanePool(
            (1...max(1, options.connections)).map { PostgresLane($0, address, options) })
        _ = try await read { db in try db.value("SELECT 1", as: Int.self) }
    }

    /// Waits for the transactions that run; later calls throw `unavailable`.
    package func close() async {
        for lane in await lanes.close() { await lane.close() }
    }

    package func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result {
        // One consistent state; what a decision to write relies on is read by `write`.
        try await retrying(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", isReadOnly: true
        ) { connection in
            try body(ReadTransaction(runner: connection, dialect: .postgres))
        }
    }

    package func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await waitForGate()
        return try await retrying("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE") { connection in
            try body(WriteTransaction(runner: connection, dialect: .postgres))
        }
    }

    package func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        // The lock keeps everybody else out, and the weaker isolation sees what the one before us
        // did while we waited for it.
        try await retrying("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") { connection in
            let patience = connection.patience
            connection.patience = Self.migrationPatience
            defer { connection.patience = patience }
            try connection.runScript(
                "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            let db = WriteTransaction(runner: connection, dialect: .postgres)
            try db.execute("SELECT pg_advisory_xact_lock(\(Self.migrationLock))")
            return try body(db)
        }
    }

    /// Rebuilding the largest table we know of takes minutes; the others wait for it.
    private static let migrationPatience = Duration.seconds(3600)
    /// `holdfast` as a number: the key all our processes agree on.
    private static let migrationLock: Int64 = 0x686f_6c64_6661_7374

    /// A server that was started again gives the right to write back soon.
    private func waitForGate() async throws {
        guard let gate = options.gate else { return }
        var waited = Duration.zero
        while !gate.isOpen, waited < options.reconnectPatience {
            try await options.clock.sleep(for: Self.gatePause)
            waited += Self.gatePause
        }
        try gate.requireOpen()
    }

    private static let gatePause = Duration.milliseconds(50)

    // MARK: Trying again

    private func retrying<Result: Sendable>(
        _ begin: StaticString, isReadOnly: Bool = false,
        _ body: @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        var backoff = PostgresBackoff(options)
        while true {
            do {
                return try await lanes.transaction(begin, body)
            } catch let caught as PostgresError {
                // What changed nothing has no outcome to be unsure of.
                let error = isReadOnly ? caught.ofReadOnlyTransaction : caught
                guard let pause = backoff.pause(after: error) else {
                    throw error.translated(address)
                }
                try await options.clock.sleep(for: pause)
            }
        }
    }
}
