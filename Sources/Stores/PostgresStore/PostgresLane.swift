internal import Host
internal import Store

/// One place of the pool with the thread it blocks. It connects when it is first needed, and anew
/// when its connection has broken.
actor PostgresLane {
    private let executor: PinnedExecutor
    private let address: PostgresAddress
    private let options: PostgresDatabase.Options
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ number: Int, _ address: PostgresAddress, _ options: PostgresDatabase.Options) {
        executor = PinnedExecutor(name: "postgres.\(number)")
        self.address = address
        self.options = options
    }

    /// Lends the connection, one job at a time.
    func use<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) throws -> Result
    ) throws -> Result {
        let connection = try connected()
        defer { if connection.isBroken { self.connection = nil } }
        return try body(connection)
    }

    private func connected() throws -> PostgresConnection {
        if let connection { return connection }
        let fresh = try PostgresConnection(to: address, options)
        connection = fresh
        return fresh
    }

    func close() {
        connection = nil
    }
}

extension LanePool<PostgresLane> {
    /// Runs `body` in a transaction on a free lane; a cancelled task interrupts it.
    func transaction<Result: Sendable>(
        _ begin: StaticString, _ body: @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        let interrupt = InterruptSwitch()
        return try await withTaskCancellationHandler {
            try await withLane { lane in
                try await lane.use { connection in
                    try connection.transaction(begin, interrupt) { try body(connection) }
                }
            }
        } onCancel: {
            interrupt.cancel()
        }
    }
}
