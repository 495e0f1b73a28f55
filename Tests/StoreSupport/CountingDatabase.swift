package import Store
internal import Synchronization

/// A database that counts what its reads cost: in SQLite the steps of its machine, which grow with
/// every row that is looked at, in PostgreSQL the rows that were fetched from tables.
package final class CountingDatabase: Database {
    private let inner: any Database
    private let cost = Mutex<Int64>(0)
    private let reads = Mutex(0)

    package init(_ inner: any Database) {
        self.inner = inner
    }

    package var dialect: Dialect { inner.dialect }

    /// Since it was asked last.
    package func takeCost() -> Int64 {
        cost.withLock { cost in
            defer { cost = 0 }
            return cost
        }
    }

    /// How many transactions only read, since it was asked last.
    package func takeReads() -> Int {
        reads.withLock { reads in
            defer { reads = 0 }
            return reads
        }
    }

    private var query: SQL {
        switch dialect {
        case .sqlite: "SELECT CAST(coalesce(sum(nstep), 0) AS bigint) FROM sqlite_stmt"
        case .postgres:
            """
            SELECT CAST(coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) AS bigint)
            FROM pg_stat_xact_user_tables
            """
        }
    }

    package func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result {
        let (result, spent) = try await inner.read { db in
            let before: Int64 = try db.value(query) ?? 0
            let result = try body(db)
            let after: Int64 = try db.value(query) ?? 0
            return (result, after - before)
        }
        cost.withLock { $0 += spent }
        reads.withLock { $0 += 1 }
        return result
    }

    package func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await inner.write(body)
    }

    package func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await inner.alterSchema(body)
    }

    package func close() async { await inner.close() }
}
