import Store
import StoreSupport
import TestSupport
import Testing

@testable import PostgresStore

@Suite(.timeLimit(.minutes(10))) struct PostgresSignalTests {
    private let channel = PostgresChannel("runs_changed")
    private let other = PostgresChannel("other")

    private func note(_ payload: String) -> PostgresSignal {
        .notification(PostgresNotification(channel: channel.name, payload: payload))
    }

    @Test func whatIsCommittedIsHeardInOrderAndNothingElse() async throws {
        try await withPostgresDatabase { database in
            var signals = database.signals(of: [channel]).makeAsyncIterator()
            #expect(try await signals.next() == .listening)
            for payload in ["1", "2'); --", "备份"] {
                try await database.write { [channel, other] db in
                    try db.notify(other, "elsewhere")
                    try db.notify(channel, payload)
                }
            }
            struct Oops: Error {}
            await #expect(throws: Oops.self) {
                try await database.write { [channel] db in
                    try db.notify(channel, "never")
                    throw Oops()
                }
            }
            try await database.write { [channel] db in try db.notify(channel, "last") }
            for payload in ["1", "2'); --", "备份", "last"] {
                #expect(try await signals.next() == note(payload))
            }
        }
    }

    @Test func aBrokenConnectionIsToldAndReplaced() async throws {
        try await withPostgresDatabase { database in
            var signals = database.signals(of: [channel]).makeAsyncIterator()
            for _ in 0..<3 {
                #expect(try await signals.next() == .listening)
                _ = try await database.write { db in
                    try db.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE 'LISTEN%'
                        """)
                }
            }
            #expect(try await signals.next() == .listening)
            try await database.write { [channel] db in try db.notify(channel, "again") }
            #expect(try await signals.next() == note("again"))
        }
    }

    @Test func cancellingEndsTheSequence() async throws {
        try await withPostgresDatabase { database in
            let isListening = Shared(false)
            let listening = Task { [channel] in
                var count = 0
                for try await signal in database.signals(of: [channel]) {
                    if signal == .listening { isListening.change { $0 = true } }
                    count += 1
                }
                return count
            }
            try await until { isListening.value }
            listening.cancel()
            let count = try await listening.value
            #expect(count == 1)
        }
    }
}
