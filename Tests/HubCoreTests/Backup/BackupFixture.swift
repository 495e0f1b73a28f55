import Cryptography
import Domain
import Host
import HubCore
import SQLiteStore
import Store
import StoreSupport
import Telemetry
import TestSupport
import Values

/// A hub's data folder with a store in it, and a folder for its backups.
struct BackupFixture {
    let scratch: String
    let data: FilePath
    let backups: FilePath
    let database: SQLiteDatabase
    let store: SQLStore
    let hub: Hub
    let keyring: Keyring
    let time = SettableTime()
    let identity = AgeIdentity.random()

    static func with(_ body: (BackupFixture) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            let path = FilePath("\(scratch)/data")
            let data = try DataFolder(at: path)
            let keyring = try MasterKeyring.open(in: data, clock: .system)
            let database = try await SQLiteDatabase(path: data.storePath.description)
            try await Migrator(database).migrate(at: Sample.now)
            let store = SQLStore(database, sha256: { SHA256.hash($0).bytes })
            _ = try await HubKey.open(
                store, keyring: keyring, clock: .system, ids: IDSource())
            guard let hub = try await store.hub() else { throw Unexpected() }
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("backups"))
            let fixture = BackupFixture(
                scratch: scratch, data: path, backups: FilePath("\(scratch)/backups"),
                database: database, store: store, hub: hub, keyring: keyring)
            try await body(fixture)
            await database.close()
            withExtendedLifetime(data) {}
        }
    }

    var backup: HubBackup {
        HubBackup(
            of: data, storeName: "SQLite", program: "holdfast 1.2.3", clock: time.clock
        ) { [database] path in
            try await database.backUp(to: path.description)
            return try await Self.withStore(at: path) { try await StoreCensus.take(of: $0) }
        }
    }

    var seal: BackupSeal { .recipients([identity.recipient]) }
    var credential: AgeCredential { .identities([identity]) }

    func plan(keep: Int = 3) -> BackupPlan {
        BackupPlan(
            folder: backups, interval: .seconds(3600), keep: keep,
            seal: { [seal] in seal })
    }

    var keeper: BackupKeeper {
        BackupKeeper(
            plan: plan(), backup: backup, store: store, clock: time.clock,
            log: Logger(to: LogWriter(.text, to: -1), level: .error))
    }

    /// The names in the folder of backups.
    func names() throws -> [String] { try entries().filter { !$0.hasSuffix(".audit") } }

    /// With what the audit log ended with.
    func entries() throws -> [String] {
        var names: [String] = []
        try Folder(at: backups).forEachEntry { names.append($0.name.description) }
        return names.sorted()
    }

    /// Restores as the executable does, into SQLite.
    func restore(
        _ file: FilePath, into name: String, with credential: AgeCredential? = nil
    ) async throws -> BackupManifest {
        try await HubRestore(from: file, with: credential ?? self.credential).run(
            into: FilePath("\(scratch)/\(name)")
        ) { path, manifest, _ in
            try await Self.withStore(at: path) { database in
                try HubRestore.requireSame(
                    try await StoreCensus.take(of: database), as: manifest)
                try await SQLStore(database, sha256: { SHA256.hash($0).bytes }).beginAnew(
                    as: Sample.id(), at: Sample.now, audit: [])
            }
        }
    }

    static func withStore<Result: Sendable>(
        at path: FilePath, _ body: (SQLiteDatabase) async throws -> Result
    ) async throws -> Result {
        let database = try await SQLiteDatabase(path: path.description)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}
