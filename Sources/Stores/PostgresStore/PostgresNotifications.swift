internal import CPostgres
internal import Host
internal import Store

/// A message that some session sent to a channel.
package struct PostgresNotification: Hashable, Sendable {
    package let channel: String
    package let payload: String

    package init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }

    @unsafe init(_ notification: PGnotify) {
        unsafe channel = String(cString: notification.relname)
        unsafe payload = String(cString: notification.extra)
    }
}

/// What a listener learns.
package enum PostgresSignal: Hashable, Sendable {
    /// From now on nothing is missed; what was sent before was. Comes first, and again after each
    /// break: whoever keeps a state by notifications reads it anew here.
    case listening
    case notification(PostgresNotification)
}

/// A channel's name: identifiers of our own, never anybody's input.
package struct PostgresChannel: Hashable, Sendable {
    package let name: String

    /// - Parameter name: lower-case letters and underscores.
    package init(_ name: StaticString) {
        self.name = name.description
        precondition(
            self.name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 },
            "a channel is named by lower-case letters and underscores")
    }
}

/// The signals of some channels, on a connection of its own, for as long as it is iterated.
///
/// It connects anew, for ever, with pauses; cancelling the task ends it.
package struct PostgresSignals: AsyncSequence {
    package typealias Element = PostgresSignal

    fileprivate let address: PostgresAddress
    fileprivate let options: PostgresDatabase.Options
    fileprivate let channels: [PostgresChannel]

    package func makeAsyncIterator() -> Iterator {
        Iterator(listener: PostgresListener(address, options, channels), options: options)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: PostgresListener
        fileprivate let options: PostgresDatabase.Options
        private var waiting: ArraySlice<PostgresSignal> = []

        fileprivate init(listener: PostgresListener, options: PostgresDatabase.Options) {
            self.listener = listener
            self.options = options
        }

        /// Nil once the task is cancelled. Throws where the server refuses us.
        package mutating func next() async throws -> PostgresSignal? {
            var backoff = PostgresBackoff(options)
            while waiting.isEmpty {
                do {
                    waiting = try await listener.signals()[...]
                } catch is CancellationError {
                    return nil
                } catch let error as PostgresError where error.isWorthWaitingFor {
                    // Beyond the usual patience we go on at its slowest pace.
                    let pause = backoff.pause(after: error) ?? .seconds(1)
                    do {
                        try await options.clock.sleep(for: pause)
                    } catch {
                        return nil
                    }
                } catch let error as PostgresError {
                    throw error.translated(listener.address)
                }
            }
            return waiting.popFirst()
        }
    }
}

extension PostgresDatabase {
    /// Listens to `channels`.
    package func signals(of channels: [PostgresChannel]) -> PostgresSignals {
        PostgresSignals(address: address, options: options, channels: channels)
    }
}

extension WriteTransaction {
    /// Sends a message to a channel when, and if, the transaction commits. The payload is short:
    /// PostgreSQL takes less than 8000 bytes.
    package borrowing func notify(_ channel: PostgresChannel, _ payload: String) throws {
        try execute("SELECT pg_notify(\(channel.name), \(payload))")
    }
}

/// The connection of one listener with the thread it blocks.
private actor PostgresListener {
    nonisolated let address: PostgresAddress
    private let executor = PinnedExecutor(name: "postgres.listener")
    private let options: PostgresDatabase.Options
    private let channels: [PostgresChannel]
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        _ address: PostgresAddress, _ options: PostgresDatabase.Options,
        _ channels: [PostgresChannel]
    ) {
        self.address = address
        self.options = options
        self.channels = channels
    }

    /// The next signals, waiting for them; `CancellationError` once the task is cancelled.
    nonisolated func signals() async throws -> [PostgresSignal] {
        let interrupt = InterruptSwitch()
        return try await withTaskCancellationHandler {
            try await wait(interrupt)
        } onCancel: {
            interrupt.cancel()
        }
    }

    private func wait(_ interrupt: InterruptSwitch) throws -> [PostgresSignal] {
        guard let connection, !connection.isBroken else {
            try Task.checkCancellation()
            try connect()
            return [.listening]
        }
        let found = try connection.withWaking(by: interrupt) { try connection.notifications() }
        if found.isEmpty { throw CancellationError() }
        return found.map(PostgresSignal.notification)
    }

    private func connect() throws {
        connection = nil
        let fresh = try PostgresConnection(to: address, options)
        for channel in channels { try fresh.listen(to: channel) }
        connection = fresh
    }
}
