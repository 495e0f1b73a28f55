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
        let database = try await location.open()
        try await Migrator(database).migrate(at: Sample.now)
        await database.close()
        try await body(location)
    }
}
