internal import PostgresStore
package import Store
internal import TestSupport
internal import Testing

/// Both databases, without a store on them.
package enum DatabaseKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite
    case postgres

    package var testDescription: String { rawValue }

    /// Lends one empty database, opened this many times, to `body`.
    package func withDatabases(
        _ count: Int, _ body: ([any Database]) async throws -> Void
    ) async throws {
        switch self {
        case .sqlite: try await withSQLiteDatabases(count, body)
        case .postgres:
            let server = try await PostgresServer.shared()
            let address = try await server.address(of: server.makeDatabase())
            var options = PostgresDatabase.Options()
            options.connections = 2
            var databases: [PostgresDatabase] = []
            for _ in 0..<count {
                databases.append(try await PostgresDatabase(address, options: options))
            }
            do {
                try await body(databases)
                for database in databases { await database.close() }
            } catch {
                for database in databases { await database.close() }
                throw error
            }
        }
    }

    package func withDatabase(_ body: (any Database) async throws -> Void) async throws {
        try await withDatabases(1) { try await body($0[0]) }
    }
}
