import Host
import Store
import Synchronization
import Values

/// Work for a store that is the same for every database: a transaction changes one account of many
/// and writes down that it did.
struct Ledger: Sendable {
    enum End: Sendable {
        /// So many transactions by all tasks together.
        case count(Int)
        case time(Duration)
    }

    static let accounts = 1000

    /// The tables with their accounts, for a database's own program.
    static let script = """
        \(accountTable); \(moveTable);
        WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < \(accounts))
        INSERT INTO account (id, balance) SELECT id, 0 FROM n
        """

    private static let accountTable: StaticString =
        "CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)"
    private static let moveTable: StaticString =
        "CREATE TABLE move (account BIGINT NOT NULL, amount BIGINT NOT NULL)"

    private let database: any Database

    /// Makes the tables.
    init(in database: any Database) async throws {
        self.database = database
        try await database.alterSchema { db in
            try db.execute("\(raw: Self.accountTable)")
            try db.execute("\(raw: Self.moveTable)")
            for id in 1...Self.accounts {
                try db.execute("INSERT INTO account (id, balance) VALUES (\(id), 0)")
            }
        }
    }

    /// Has tasks on `loop` do one transaction after another.
    func work(tasks: Int, on loop: EventLoop, until end: End) async throws {
        let done = Counter()
        let began = MonotonicTime.nanoseconds
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask(executorPreference: loop) {
                    while end.admits(done.next(), since: began) { try await move() }
                }
            }
            try await group.waitForAll()
        }
    }

    private func move() async throws {
        let account = Int.random(in: 1...Self.accounts)
        try await database.write { db in
            try db.execute("UPDATE account SET balance = balance + 1 WHERE id = \(account)")
            try db.execute("INSERT INTO move (account, amount) VALUES (\(account), 1)")
        }
    }

    private final class Counter: Sendable {
        private let value = Atomic(0)

        func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
    }
}

extension Ledger.End {
    fileprivate func admits(_ number: Int, since moment: UInt64) -> Bool {
        switch self {
        case .count(let count): number < count
        case .time(let span):
            MonotonicTime.nanoseconds - moment < UInt64(span.milliseconds) * 1_000_000
        }
    }
}
