import Glibc
import Host
import Store
import StoreSupport
import TestSupport
import Testing

/// Everything a hub does to its store, by eight tasks at once for a minute, while things go wrong:
/// another process holds the database, sessions with the server are cut, the server is killed.
/// Afterwards the books balance.
@Suite(.timeLimit(.minutes(60))) struct ChaosTests {
    /// A minute, or ten with `TEST_FULL=1`.
    private static let span: UInt64 = (isFullLength ? 600 : 60) * 1_000_000_000

    @Test func theBooksOfSQLiteBalanceAfterAMinuteOfChaos() async throws {
        try await withScratchFolder { folder in
            try await DatabaseKind.sqlite.withLocation(in: folder) { location in
                try await expectBooksToBalance(in: location) { random in
                    // What another program on the same file does, for up to a tenth of a second.
                    let milliseconds = Int.random(in: 1...100, using: &random)
                    let statements = [
                        "BEGIN IMMEDIATE;\n.shell sleep 0.\(1000 + milliseconds)\nCOMMIT;",
                        "BEGIN;\nSELECT count(*) FROM users;\n.shell sleep 0.1\nCOMMIT;",
                        "PRAGMA wal_checkpoint(TRUNCATE);",
                        "BEGIN IMMEDIATE;\nDELETE FROM sessions;\n.shell kill -9 $PPID",
                    ]
                    let script = statements.randomElement(using: &random) ?? ""
                    try await blocking {
                        _ = try shell("sqlite3 '\(folder)/hub.db' <<'END'\n\(script)\nEND")
                    }
                }
                let check = try await blocking {
                    try shell("sqlite3 '\(folder)/hub.db' 'PRAGMA integrity_check'").output
                }
                #expect(check == "ok\n")
            }
        }
    }

    @Test func theBooksOfPostgreSQLBalanceAfterAMinuteOfChaos() async throws {
        // A server of its own, because it is killed.
        let server = try await blocking { try PostgresServer() }
        let location = DatabaseLocation.postgres(
            url: try await Self.url(on: server))
        try await location.migrate()
        try await expectBooksToBalance(in: location) { random in
            if Int.random(in: 0..<8, using: &random) == 0 {
                try await blocking {
                    try server.stop()
                    try server.start()
                }
            } else {
                try await blocking {
                    _ = try server.psql(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = 'chaos' AND random() < 0.5
                        """)
                }
            }
        }
    }

    private static func url(on server: PostgresServer) async throws -> String {
        try await blocking { try server.psql("CREATE DATABASE chaos TEMPLATE template0") }
        return server.url(of: "chaos")
    }

    /// What a fault or a crowd may do to a deed, beside refusing it.
    private static let excuses: [StoreError.Kind] = [
        .busy, .unavailable, .timeout, .outcomeUnknown, .notFound,
    ]

    private func expectBooksToBalance(
        in location: DatabaseLocation,
        fault: @escaping @Sendable (inout SeededGenerator) async throws -> Void
    ) async throws {
        let random = SeededGenerator()
        print("chaos: TEST_SEED=\(random.seed)")
        let end = MonotonicTime.nanoseconds + Self.span
        let tally = Shared(Tally())
        try await location.withStore { store in
            let cast = try await Cast(makingIn: store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for actor in 1...8 {
                    group.addTask {
                        var random = SeededGenerator(seed: random.seed &+ UInt64(actor))
                        while MonotonicTime.nanoseconds < end {
                            try await act(on: store, cast, using: &random, tally)
                        }
                    }
                }
                group.addTask {
                    var random = random
                    while MonotonicTime.nanoseconds < end {
                        try await fault(&random)
                        tally.change { $0.faults += 1 }
                    }
                }
                try await group.waitForAll()
            }
        }
        let told = tally.value
        print("chaos: \(told.marks.count) done, \(told.refused) refused, \(told.faults) faults")
        // Opened anew, as after a restart.
        let problems = try await location.withStore { store in
            try await Books.problems(in: store, reported: told.marks)
        }
        #expect(problems == [], "TEST_SEED=\(random.seed)")
        #expect(told.strange == [], "TEST_SEED=\(random.seed)")
        #expect(told.marks.count > 100 && told.refused > 10 && told.faults > 10)
    }

    private struct Tally: Sendable {
        var marks: [String] = []
        var refused = 0
        var faults = 0
        var strange: Set<String> = []
    }

    private func act(
        on store: any Store, _ cast: Cast, using random: inout SeededGenerator,
        _ tally: Shared<Tally>
    ) async throws {
        let deed = Deed.allCases.randomElement(using: &random) ?? .addPerson
        do {
            let mark = try await deed.perform(on: store, cast, using: &random)
            tally.change { tally in if let mark { tally.marks.append(mark) } }
        } catch let error as StoreError
            where error.refusal != nil || Self.excuses.contains(error.kind)
        {
            tally.change { $0.refused += 1 }
        } catch {
            tally.change { _ = $0.strange.insert("\(deed): \(String(reflecting: error))") }
        }
    }
}
