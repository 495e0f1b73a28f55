import Host
import PostgresStore
import SQLiteStore
import Store
import TestSupport

/// Both stores under the load of many tasks at once, each beside its database's own program.
enum StoreRows {
    static let rows = [
        heartbeat("SQLite") { try await sqlite(in: $0) },
        heartbeat("PostgreSQL") { _ in try await postgres("heartbeat").database },
        sqliteTransactions, postgresTransactions,
    ]

    /// Tasks on one loop, as requests that are served at the same time are.
    private static let tasks = 16
    private static let hammering = Duration.seconds(3)

    /// The loop serves requests while their stores work: it must never wait for one.
    private static func heartbeat(
        _ name: String, _ open: @escaping @Sendable (String) async throws -> any Database
    ) -> Row {
        Row(
            "heartbeat stall while \(name) is hammered", unit: "ms", better: .less,
            goal: .atMost(50)
        ) { scratch in
            let database = try await open(scratch)
            let ledger = try await Ledger(in: database)
            let loop = try EventLoop(name: "bench store")
            try loop.start()
            return Contest(
                ours: Contestant(name: "event loop") {
                    let heart = LoopHeart(loop: loop)
                    await Task(executorPreference: loop) { heart.start() }.value
                    try await ledger.work(tasks: tasks, on: loop, until: .time(hammering))
                    return Measurement(value: heart.stop())
                },
                end: {
                    loop.stop()
                    await database.close()
                })
        }
    }

    // MARK: SQLite

    /// Each waits for the disk.
    private static let sqliteCount = 500

    /// Every commit is on the disk before it is told, on both sides.
    private static let sqliteTransactions = Row(
        "SQLite transactions", unit: "per second", better: .more
    ) { scratch in
        let database = try await sqlite(in: scratch)
        let ledger = try await Ledger(in: database)
        let theirs = "\(scratch)/shell.db"
        let script = "\(scratch)/script.sql"
        try DurableFile.create(FilePath(script), with: Array(shellScript.utf8))
        let made = try await runProgram(
            "sqlite3", [theirs, "PRAGMA journal_mode = WAL; \(Ledger.script)"])
        guard made.status == 0 else { throw Measure.ProgramFailed(description: made.errorText) }
        return Contest(
            ours: Contestant(name: "SQLiteStore") { try await rate(of: ledger, sqliteCount) },
            peer: Contestant(name: "sqlite3") {
                try await blocking { try Measure.program(["sqlite3", theirs], input: script) }
                    .rate(of: Double(sqliteCount))
            },
            end: { await database.close() })
    }

    private static var shellScript: String {
        var script = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;\n"
        for number in 0..<sqliteCount {
            let account = 1 + number * 7919 % Ledger.accounts
            script += """
                BEGIN IMMEDIATE;
                UPDATE account SET balance = balance + 1 WHERE id = \(account);
                INSERT INTO move (account, amount) VALUES (\(account), 1);
                COMMIT;

                """
        }
        return script
    }

    private static func sqlite(in scratch: String) async throws -> any Database {
        try await SQLiteDatabase(path: "\(scratch)/hub.db")
    }

    // MARK: PostgreSQL

    private static let postgresCount = 8000

    /// The same server for both, with as many connections, statements prepared once and what could
    /// not be put in order tried again. The server does not wait for its disk (see
    /// `PostgresServer`), so that what is compared is the way to it.
    private static let postgresTransactions = Row(
        "PostgreSQL transactions", unit: "per second", better: .more
    ) { scratch in
        let (database, url) = try await postgres("ours")
        let ledger = try await Ledger(in: database)
        let (other, theirURL) = try await postgres("theirs")
        _ = try await Ledger(in: other)
        await other.close()
        let script = "\(scratch)/script.sql"
        try DurableFile.create(FilePath(script), with: Array(pgbenchScript.utf8))
        return Contest(
            ours: Contestant(name: "PostgresStore") { try await rate(of: ledger, postgresCount) },
            peer: Contestant(name: "pgbench") { try await pgbench(script, theirURL) },
            end: { await database.close() })
    }

    private static let pgbenchScript = """
        \\set account random(1, \(Ledger.accounts))
        BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE;
        UPDATE account SET balance = balance + 1 WHERE id = :account;
        INSERT INTO move (account, amount) VALUES (:account, 1);
        COMMIT;
        """

    private static func pgbench(_ script: String, _ url: String) async throws -> Measurement {
        let connections = PostgresDatabase.Options().connections
        let outcome = try await runProgram(
            PostgresServer.path(of: "pgbench"),
            [
                "-n", "-M", "prepared", "-f", script, "-c", "\(connections)", "-j",
                "\(connections)",
                "-t", "\(postgresCount / connections)", "--max-tries=1000", url,
            ])
        let line = outcome.text.split(separator: "\n").first { $0.hasPrefix("tps = ") }
        guard outcome.status == 0,
            let rate = line?.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else {
            throw Measure.ProgramFailed(description: "pgbench: \(outcome.text)\(outcome.errorText)")
        }
        return Measurement(value: rate)
    }

    private static func postgres(
        _ name: String
    ) async throws -> (database: any Database, url: String) {
        let server = try await PostgresServer.shared()
        _ = try await blocking { try server.psql("CREATE DATABASE \(name)") }
        let url = server.url(of: name)
        return (try await PostgresDatabase(PostgresAddress(url)), url)
    }

    private static func rate(of ledger: Ledger, _ count: Int) async throws -> Measurement {
        let loop = try EventLoop(name: "bench store")
        try loop.start()
        defer { loop.stop() }
        return try await Measure.rate(of: Double(count)) {
            try await ledger.work(tasks: tasks, on: loop, until: .count(count))
        }
    }
}
