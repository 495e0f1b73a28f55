package import PostgresStore
internal import Synchronization
package import TestSupport

private let databaseCount = Mutex(0)

extension PostgresServer {
    /// Makes an empty database with a name of its own; it goes with the server.
    package func makeDatabase() async throws -> String {
        let number = databaseCount.withLock { count in
            count += 1
            return count
        }
        let name = "test\(number)"
        try await blocking { try psql("CREATE DATABASE \(name) TEMPLATE template0") }
        return name
    }

    package func address(
        of database: String, user: String = "holdfast", password: String = password
    ) throws -> PostgresAddress {
        try PostgresAddress(url(of: database, user: user, password: password))
    }
}

/// Lends an empty database on the shared server to `body`.
package func withPostgresDatabase(
    _ options: PostgresDatabase.Options = PostgresDatabase.Options(),
    _ body: (PostgresDatabase) async throws -> Void
) async throws {
    let server = try await PostgresServer.shared()
    let address = try await server.address(of: server.makeDatabase())
    let database = try await PostgresDatabase(address, options: options)
    do {
        try await body(database)
        await database.close()
    } catch {
        await database.close()
        throw error
    }
}
