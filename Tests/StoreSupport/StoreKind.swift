package import Domain
internal import SQLiteStore
package import Store
internal import TestSupport
internal import Testing

/// Every implementation of the store's ports; contract suites run over all of them.
package enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case sqlite
    case postgres

    package var testDescription: String { rawValue }

    /// Lends an empty store to `body`, and removes it afterwards.
    package func withStore(_ body: (any Store) async throws -> Void) async throws {
        try await withPeers { try await body($0[0]) }
    }

    /// Lends a hub that has been set up.
    package func withWorld(
        forgettingRuns: Bool = false, limits: TenantLimits = .standard,
        _ body: (World) async throws -> Void
    ) async throws {
        try await withPeers(forgettingRuns: forgettingRuns, limits: limits) {
            try await body(World(in: $0))
        }
    }

    /// Lends eight stores on one empty database, each with connections of its own. Whatever was
    /// done with them, what is kept for the overview is right afterwards.
    /// - Parameter forgettingRuns: Whether days count runs that are there no more.
    package func withPeers(
        forgettingRuns: Bool = false, limits: TenantLimits = .standard,
        _ body: ([any Store]) async throws -> Void
    ) async throws {
        switch self {
        case .memory:
            try await body(
                Array(
                    repeating: MemoryStore(limits: limits, sha256: sha256), count: 8))
        case .sqlite:
            try await withSQLiteDatabases(8) { databases in
                try await Migrator(databases[0]).migrate(at: Sample.now)
                try await body(databases.map { SQLStore($0, limits: limits, sha256: sha256) })
                try await expectBalancedSummaries(
                    in: databases[0], countsDays: !forgettingRuns)
            }
        case .postgres:
            try await withPostgresDatabase { database in
                try await Migrator(database).migrate(at: Sample.now)
                // Eight connections behind one pool.
                let store = SQLStore(database, limits: limits, sha256: sha256)
                try await body(Array(repeating: store, count: 8))
                try await expectBalancedSummaries(in: database, countsDays: !forgettingRuns)
            }
        }
    }
}

/// Lends one empty database in a scratch folder, opened this many times, to `body`.
package func withSQLiteDatabases(
    _ count: Int, _ body: ([any Database]) async throws -> Void
) async throws {
    try await withScratchFolder { folder in
        var options = SQLiteDatabase.Options()
        options.readers = 1
        var databases: [SQLiteDatabase] = []
        for _ in 0..<count {
            databases.append(
                try await SQLiteDatabase(path: "\(folder)/hub.db", options: options))
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
