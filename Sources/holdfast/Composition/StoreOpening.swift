internal import CommandLine
internal import Cryptography
internal import Domain
internal import Host
internal import HubCore
internal import PostgresStore
internal import SQLiteStore
internal import Store
internal import Telemetry
internal import Values

/// Opens the database that the settings choose.
struct StoreOpening: Sendable {
    private enum Choice: Sendable {
        case sqlite(path: FilePath)
        case postgres(PostgresAddress)
    }

    private let choice: Choice
    /// Whether an older database is brought to this program's version when it is opened.
    private var migratesItself = true
    /// What a tenant may have, for who lets tenants make things.
    var limits = TenantLimits.standard

    init(
        _ settings: HubSettings.StoreChoice, console: Console, folder: FilePath
    ) throws {
        try self.init(
            url: settings.url,
            password: settings.password.map { try SettingsContent.secret($0, console) },
            folder: folder)
        migratesItself = settings.migration == .automatic
    }

    /// - Parameter url: nil for the database in the data folder.
    init(url: String?, password: Secret?, folder: FilePath) throws {
        guard let url else {
            choice = .sqlite(path: folder.appending(DataFolder.storeName))
            return
        }
        choice = .postgres(try PostgresAddress(Self.url(url, with: password)))
    }

    private init(_ choice: Choice) {
        self.choice = choice
    }

    /// A database in a file.
    static func sqlite(_ path: FilePath) -> StoreOpening {
        StoreOpening(.sqlite(path: path))
    }

    /// Whether it is not in the data folder.
    var isElsewhere: Bool {
        if case .postgres = choice { true } else { false }
    }

    /// libpq takes the password as a part of the address, percent-encoded.
    private static func url(_ url: String, with password: Secret?) throws -> String {
        guard let password else { return url }
        guard let at = url.firstIndex(of: "@") else {
            throw Failure(
                .configuration, "store.url names no user for the password.",
                hint: "write it as postgresql://USER@HOST/DATABASE")
        }
        let encoded = password.withBytes { bytes in
            bytes.indices.map { "%" + Hex.encode([bytes[$0]]) }.joined()
        }
        return url[..<at] + ":" + encoded + url[at...]
    }

    /// The name people know it by.
    var name: String {
        switch choice {
        case .sqlite: "SQLite"
        case .postgres(let address): "PostgreSQL (\(address))"
        }
    }

    /// The right to be its only hub; nil where the data folder's lock says that already.
    func claim(_ log: Logger) -> HubClaim? {
        guard case .postgres(let address) = choice else { return nil }
        return HubClaim(to: address, log: log)
    }

    /// Opens it, making it where it is missing, and brings it to this program's schema, unless
    /// that waits for somebody.
    func open(at now: Timestamp, _ claim: HubClaim? = nil) async throws -> OpenedStore {
        let opened = try await connect(makesMissing: true, claim)
        do {
            try await StoreCopy.requireWhole(opened.database)
            let version = try await Migrator(opened.database).version()
            guard migratesItself || version == 0 || version == Migration.all.count else {
                throw Failure(
                    .configuration,
                    "The database is at step \(version) of \(Migration.all.count), and "
                        + "store.migration is manual: nothing was changed.",
                    hint: "holdfast hub backup makes a copy, holdfast hub migrate goes on")
            }
            try await Migrator(opened.database).migrate(at: now)
            return opened
        } catch {
            await opened.close()
            throw error
        }
    }

    /// The step it is at; 0 where there is none yet. Changes nothing.
    func version() async throws -> Int {
        try await lookAt { try await Migrator($0.database).version() } ?? 0
    }

    /// Runs the steps that are missing, whatever the settings say; returns how many those were.
    func migrate(at now: Timestamp, _ claim: HubClaim?) async throws -> Int {
        let opened = try await connect(makesMissing: true, claim)
        do {
            try await StoreCopy.requireWhole(opened.database)
            let count = try await Migrator(opened.database).migrate(at: now)
            await opened.close()
            return count
        } catch {
            await opened.close()
            throw error
        }
    }

    /// Whether no hub was ever started on it. Changes nothing; throws `corrupt` for half a copy.
    func isNew() async throws -> Bool {
        try await lookAt { opened in
            try await Migrator(opened.database).version() == 0
        } ?? true
    }

    /// What it says of itself, changed in nothing; nil where none was made yet.
    func report() async throws -> HubCheck.StoreReport? {
        try await lookAt { opened in
            let schema = try await Migrator(opened.database).version()
            let newest =
                schema > 0
                ? try await opened.store.auditEvents(
                    in: .hub, matching: AuditFilter(), before: nil, limit: 1
                ).first?.draft.time : nil
            let hub = schema == Migration.all.count ? try await opened.store.hub() : nil
            return HubCheck.StoreReport(
                name: name, schema: schema, newestEvent: newest, hub: hub)
        }
    }

    /// Lends the store to `body`; nil where none was made yet. Throws `corrupt` for half a copy.
    func look<Result>(_ body: (SQLStore) async throws -> Result) async throws -> Result? {
        try await lookAt { try await body($0.store) }
    }

    private func lookAt<Result>(
        _ body: (OpenedStore) async throws -> Result
    ) async throws -> Result? {
        let opened: OpenedStore
        do {
            opened = try await connect(makesMissing: false)
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
        do {
            try await StoreCopy.requireWhole(opened.database)
            let result = try await body(opened)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    /// Copies what is there into another database, which has to be empty, and compares.
    func copy(to target: StoreOpening, at now: Timestamp) async throws -> [StoreCopy.Result] {
        let from = try await connect(makesMissing: false)
        do {
            let to = try await target.connect(makesMissing: true)
            do {
                let results = try await StoreCopy(
                    from: from.database, to: to.database, sha256: { SHA256.hash($0).bytes }
                ).run(at: now)
                await to.close()
                await from.close()
                return results
            } catch {
                await to.close()
                throw error
            }
        } catch {
            await from.close()
            throw error
        }
    }

    func connect(
        makesMissing: Bool, _ claim: HubClaim? = nil
    ) async throws -> OpenedStore {
        switch choice {
        case .sqlite(let path):
            var options = SQLiteDatabase.Options()
            options.createsMissingFile = makesMissing
            let database = try await SQLiteDatabase(path: path.description, options: options)
            return OpenedStore(database, limits: limits) { await database.close() }
        case .postgres(let address):
            var options = PostgresDatabase.Options()
            options.gate = claim?.gate
            let database = try await PostgresDatabase(address, options: options)
            return OpenedStore(database, limits: limits) { await database.close() }
        }
    }
}

/// A database in use, and the stores over it.
struct OpenedStore: Sendable {
    let database: any Database
    let store: SQLStore
    let close: @Sendable () async -> Void

    init(
        _ database: any Database, limits: TenantLimits, close: @escaping @Sendable () async -> Void
    ) {
        self.database = database
        self.close = close
        store = SQLStore(database, limits: limits, sha256: { SHA256.hash($0).bytes })
    }
}
