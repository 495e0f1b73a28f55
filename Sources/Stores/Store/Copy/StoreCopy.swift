package import Domain
package import Values

/// Copies all that one database has into an empty one, and proves that it is the same.
///
/// The database that is read is never written to. While the copy goes on, the other one says so
/// itself: nobody takes a half of a store for a whole one.
package struct StoreCopy: Sendable {
    /// What came of one table.
    package struct Result: Hashable, Sendable {
        package let table: String
        package let rows: Int
    }

    private static let pageSize = 500

    private let source: any Database
    private let target: any Database
    private let sha256: SHA256Function

    package init(
        from source: any Database, to target: any Database, sha256: @escaping SHA256Function
    ) {
        self.source = source
        self.target = target
        self.sha256 = sha256
    }

    /// Throws `misuse` where the source is of an older schema, `alreadyExists` where the target is
    /// not empty, and `corrupt` where what was copied is not what was there.
    package func run(at now: Timestamp) async throws -> [Result] {
        guard try await Migrator(source).version() == Migration.all.count else {
            throw StoreError(
                .misuse, "the store is of an older version: start its hub once, and stop it")
        }
        try await Self.requireWhole(source)
        try await begin()
        try await Migrator(target).migrate(at: now)
        var results: [Result] = []
        let tables = try await CopiedTable.all(in: target)
        guard Set(tables) == Set(try await CopiedTable.all(in: source)) else {
            throw StoreError(.corrupt, "the store has other tables than this program makes")
        }
        for table in tables { results.append(try await copy(table)) }
        for table in tables { try await compare(table) }
        _ = try await target.alterSchema { db in try db.execute("DROP TABLE store_copy") }
        return results
    }

    /// Throws `corrupt` for a database into which a copy was begun and not finished.
    package static func requireWhole(_ database: any Database) async throws {
        let isCopy = try await database.read { db in
            try db.value(db.dialect.tableExists("store_copy"), as: Int.self) == 1
        }
        guard !isCopy else {
            throw StoreError(
                .corrupt,
                "a copy into this database was begun and not finished: \(database.dialect.remedy)")
        }
    }

    private func begin() async throws {
        try await Self.requireWhole(target)
        try await target.alterSchema { db in
            guard try db.reading.value(db.dialect.tableCount, as: Int.self) == 0 else {
                throw StoreError(
                    .alreadyExists,
                    "the database to copy into is not empty: \(target.dialect.remedy)")
            }
            try db.execute("CREATE TABLE store_copy (begun bigint NOT NULL)")
        }
    }

    private func copy(_ table: CopiedTable) async throws -> Result {
        let (from, to) = try await (table.shape(in: source), table.shape(in: target))
        guard from.columns.map(\.name) == to.columns.map(\.name) else {
            throw StoreError(.corrupt, "the table \(table.rawValue) has other columns there")
        }
        var (count, last): (Int, Row?) = (0, nil)
        while true {
            let after = last
            let rows = try await source.read { db in
                try db.rows(from.page(after: after, limit: Self.pageSize))
            }
            guard let end = rows.last else { return Result(table: table.rawValue, rows: count) }
            try await target.write { db in
                for row in rows { try db.execute(to.insertion(of: row)) }
            }
            count += rows.count
            last = end
        }
    }

    private func compare(_ table: CopiedTable) async throws {
        let one = try await digest(of: table, in: source)
        let other = try await digest(of: table, in: target)
        guard one == other else {
            throw StoreError(
                .corrupt, "what was copied of the table \(table.rawValue) is not what was there")
        }
    }

    /// Of every value of every row, in the order of the key.
    private func digest(of table: CopiedTable, in database: any Database) async throws -> [UInt8] {
        let shape = try await table.shape(in: database)
        var (digest, last): ([UInt8], Row?) = ([], nil)
        while true {
            let after = last
            let rows = try await database.read { db in
                try db.rows(shape.page(after: after, limit: Self.pageSize))
            }
            guard let end = rows.last else { return digest }
            for row in rows { digest = sha256(digest + row.canonical) }
            last = end
        }
    }
}

extension Dialect {
    /// What is to be done about a database that holds what it should not.
    fileprivate var remedy: String {
        switch self {
        case .sqlite: "move its file away, and begin again"
        case .postgres: "begin again with one that is newly made"
        }
    }

    /// A query for how many tables there are.
    fileprivate var tableCount: SQL {
        switch self {
        case .sqlite: "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
        case .postgres:
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
        }
    }
}

extension ReadTransaction {
    fileprivate borrowing func rows(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        try forEach(sql) { rows.append($0) }
        return rows
    }
}
