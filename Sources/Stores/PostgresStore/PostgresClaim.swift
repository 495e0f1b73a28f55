internal import Host
internal import Store
internal import Synchronization

/// The right of one process to be the hub of a database: a lock of a session of its own. The server
/// gives it to one session at a time, and takes it from whoever is not there any more.
///
/// While the right is not there nothing is written: every transaction that writes throws
/// `unavailable`, so that whatever this process still means to do waits, and nothing it does comes
/// between what another hub does.
package actor PostgresClaim {
    /// `hold hub` as a number: the key all our processes agree on.
    private static let key: Int64 = 0x686f_6c64_2068_7562
    /// A server that answers, answers at once: sooner than it would give the lock away.
    private static let patience = Duration.seconds(5)

    private let executor = PinnedExecutor(name: "postgres.claim")
    private let address: PostgresAddress
    private let options: PostgresDatabase.Options
    private var connection: PostgresConnection?
    /// Whether writing is allowed now.
    package nonisolated let gate = WriteGate()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    package init(to address: PostgresAddress) {
        self.address = address
        var options = PostgresDatabase.Options()
        options.statementTimeout = Self.patience
        options.answerGrace = .seconds(2)
        self.options = options
    }

    /// Takes the right, or finds out whether it is still there. Where it was lost and nobody else
    /// has it, it is taken anew.
    /// - Returns: False where somebody else has it.
    package func hold() throws -> Bool {
        do {
            let isHeld = try isStillHeld() || take()
            if isHeld { gate.open() } else { gate.shut() }
            return isHeld
        } catch let error as PostgresError {
            gate.shut()
            connection = nil
            throw error.translated(address)
        } catch {
            gate.shut()
            connection = nil
            throw error
        }
    }

    /// Lets somebody else have it.
    package func close() {
        gate.shut()
        connection = nil
    }

    private func isStillHeld() throws -> Bool {
        guard let connection else { return false }
        do {
            try connection.runScript("SELECT 1")
            return true
        } catch let error as PostgresError {
            // With the session went the lock.
            gate.shut()
            self.connection = nil
            guard error.isWorthWaitingFor else { throw error }
            return false
        }
    }

    private func take() throws -> Bool {
        let fresh = try PostgresConnection(to: address, options)
        // A machine that lost its power keeps nobody waiting for hours.
        try fresh.runScript(
            """
            SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 5;
            SET tcp_keepalives_count = 4
            """)
        let statement: SQL = "SELECT pg_try_advisory_lock(\(Self.key)) :: int AS held"
        var isHeld = false
        _ = try fresh.run(statement.rendered(for: .postgres)) { row in
            let held: Int = try row.get("held")
            isHeld = held == 1
        }
        if isHeld { connection = fresh }
        return isHeld
    }
}

/// Whether transactions may write.
package final class WriteGate: Sendable {
    private let state = Atomic(false)

    package var isOpen: Bool { state.load(ordering: .acquiring) }

    func open() {
        state.store(true, ordering: .releasing)
    }

    func shut() {
        state.store(false, ordering: .releasing)
    }

    /// Throws `unavailable` while nothing may be written.
    func requireOpen() throws {
        guard !isOpen else { return }
        throw StoreError(
            .unavailable, "this hub has lost its claim to the database; another may be at work")
    }
}
