internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import Settings
internal import Store

/// `holdfast hub migrate-store`: moves a hub from one database to another.
struct HubMigrateStoreCommand: Command {
    let name = "migrate-store"
    let summary =
        "Copy the hub's store into another, empty database, and prove that it is the same."
    let discussion = """
        The hub has to be stopped. Its store is only read. The other database has to be empty; when
        the copy is broken off, no hub starts on it, and the next one needs another empty database.
        When every table has been compared, start the hub with the other store, and never again with
        the old one: agents would take the two for one hub.
        """
    let examples = [
        Example(
            "holdfast hub migrate-store --to=postgresql://holdfast@db/holdfast",
            "Move from the data folder to PostgreSQL."),
        Example(
            "holdfast hub migrate-store --store-url=postgresql://holdfast@db/holdfast --to-sqlite",
            "Move from PostgreSQL to the data folder."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    let to = Option.optional(
        "to", .url(schemes: ["postgres", "postgresql"]),
        "The PostgreSQL database to copy into: postgresql://USER@HOST/DATABASE.")
    let toSQLite = Option.flag("to-sqlite", "Copy into the database of the data folder.")
    let toPassword = Option.secret(
        "to-password", env: "HOLDFAST_TO_PASSWORD",
        "The file with the password of the other database.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let place = settings[HubSettings.Place.self]
        guard invocation[toSQLite] == (invocation[to] == nil) else {
            throw Failure(.usage, "Say where to: --to or --to-sqlite.")
        }
        // Whoever has the folder keeps every hub of this folder out.
        let data = try DataFolder(at: DataFolderPath.resolve(place, invocation.console))
        let source = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console,
            folder: data.path)
        let target = try StoreOpening(
            url: invocation[to],
            password: invocation[toPassword].map {
                try SettingsContent.secret($0, invocation.console)
            }, folder: data.path)
        guard source.name != target.name else {
            throw Failure(.usage, "The store is there already.")
        }
        let results = try await source.copy(to: target, at: WallClock.system.now)
        for result in results where result.rows > 0 {
            invocation.print("\(result.table): \(result.rows) rows, the same in both")
        }
        invocation.print(
            "The store is in \(target.name) now. Start the hub with it, and never again with "
                + "\(source.name).")
        return .success
    }
}
