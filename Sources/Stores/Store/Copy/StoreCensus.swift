package import Domain
package import Values

/// What a store says of itself when it is counted: by this a copy is known to be whole.
package struct StoreCensus: Hashable, Sendable {
    /// Nil where no hub has been started on it.
    package let hub: ID<Hub>?
    package let schema: Int
    /// How many rows each table has.
    package let rows: [String: Int]

    package init(hub: ID<Hub>?, schema: Int, rows: [String: Int]) {
        self.hub = hub
        self.schema = schema
        self.rows = rows
    }

    /// Counts a database that nobody changes meanwhile. Throws `corrupt` for half a copy, and
    /// `newerSchema`.
    package static func take(of database: any Database) async throws -> StoreCensus {
        try await StoreCopy.requireWhole(database)
        let schema = try await Migrator(database).version()
        let tables = try await CopiedTable.all(in: database)
        return try await database.read { db in
            var rows: [String: Int] = [:]
            for table in tables {
                rows[table.rawValue] = try db.value("SELECT count(*) FROM \(table)") ?? 0
            }
            return StoreCensus(
                hub: schema > 0 ? try db.value("SELECT id FROM hub") : nil, schema: schema,
                rows: rows)
        }
    }
}
