internal import PostgresStore
internal import SQLiteStore
package import Store
internal import TestSupport

/// A database by an address that another process can be given.
package enum DatabaseLocation: Codable, Sendable {
    case sqlite(path: String)
    case postgres(url: String)

    package func open() async throws -> any Database {
        switch self {
        case .sqlite(let path): try await SQLiteDatabase(path: path)
        case .postgres(let url): try await PostgresDatabase(PostgresAddress(url))
        }
    }

    /// Brings it to the schema of today.
    package func migrate() async throws {
        let database = try await open()
        try await Migrator(database).migrate(at: Sample.now)
        await database.close()
    }

    /// Lends a store over it, opened anew.
    package func withStore<Result>(
        _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let database = try await open()
        do {
            let result = try await body(SQLStore(database, sha256: sha256))
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}

extension DatabaseKind {
    /// Names a fresh, migrated database for as long as `body` runs; `folder` is there for its
    /// files.
    package func withLocation(
        in folder: String, _ body: (DatabaseLocation) async throws -> Void
    ) async throws {
        let location: DatabaseLocation
        switch self {
        case .sqlite: location = .sqlite(path: "\(folder)/hub.db")
        case .postgres:
            let server = try await PostgresServer.shared()
            location = .postgres(url: try await server.url(of: server.makeDatabase()))
        }
        try await location.migrate()
        try await body(location)
    }
}
