internal import Cryptography
internal import Domain
internal import Host
internal import HubCore
internal import PostgresStore
internal import SQLiteStore
internal import Store
internal import Values

/// A hub's store on its way into a backup and out of one: there it is always SQLite.
extension StoreOpening {
    /// Copies the store at one moment to a new SQLite database, while hubs are at work on it, and
    /// counts the copy.
    func copy(to path: FilePath) async throws -> StoreCensus {
        try await withConnected { database in
            try await StoreCopy.requireWhole(database)
            switch database {
            case let sqlite as SQLiteDatabase: try await sqlite.backUp(to: path.description)
            case let postgres as PostgresDatabase:
                try await postgres.atOneMoment { moment in
                    try await Self.sqlite(path).copy(from: moment)
                }
            default: throw StoreError(.misuse, "such a store cannot be backed up")
            }
        }
        return try await Self.sqlite(path).withConnected { copy in
            try await StoreCensus.take(of: copy)
        }
    }

    /// Looks whether a store out of a backup is whole, is the one that its manifest tells of, and
    /// is opened by the key that came with it.
    static func examine(
        _ path: FilePath, _ manifest: BackupManifest, _ keyring: Keyring
    ) async throws {
        try await sqlite(path).examine(manifest, keyring) { _ in }
    }

    /// Puts a store out of a backup here, as the beginning of another life of its hub.
    func take(
        restored path: FilePath, _ manifest: BackupManifest, _ keyring: Keyring, at now: Timestamp
    ) async throws {
        let restored = Self.sqlite(path)
        try await restored.examine(manifest, keyring) { opened in
            try await Migrator(opened.database).migrate(at: now)
            try await opened.store.beginAnew(
                as: IDSource().next(), at: now,
                audit: [
                    AuditDraft(
                        .hubFrozen, in: .hub, by: .system, at: now,
                        on: AuditTarget(kind: "hub", id: manifest.hub.uuid, name: "hub"),
                        from: "",
                        detail: HubGap(from: manifest.made, to: now).detail)
                ])
        }
        guard isElsewhere else { return }
        _ = try await restored.copy(to: self, at: now)
        try Folder(at: path.parent).removeFile(RelativePath(bytes: path.name.bytes))
    }

    private func examine(
        _ manifest: BackupManifest, _ keyring: Keyring, _ body: (OpenedStore) async throws -> Void
    ) async throws {
        try await withOpened { opened in
            if let sqlite = opened.database as? SQLiteDatabase { try await sqlite.checkIntegrity() }
            let census = try await StoreCensus.take(of: opened.database)
            try HubRestore.requireSame(census, as: manifest)
            if try await opened.store.hubIdentity() != nil {
                _ = try await HubKey.open(
                    opened.store, keyring: keyring, clock: .system, ids: IDSource())
            }
            try await body(opened)
        }
    }

    private func copy(from source: any Database) async throws {
        try await withConnected(makingMissing: true) { target in
            _ = try await StoreCopy(
                from: source, to: target, sha256: { SHA256.hash($0).bytes }
            ).run(at: WallClock.system.now)
        }
    }

    private func withConnected<Result: Sendable>(
        makingMissing: Bool = false, _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        try await withOpened(makingMissing: makingMissing) { try await body($0.database) }
    }

    private func withOpened<Result: Sendable>(
        makingMissing: Bool = false, _ body: (OpenedStore) async throws -> Result
    ) async throws -> Result {
        let opened = try await connect(makesMissing: makingMissing)
        do {
            let result = try await body(opened)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }
}
