internal import CommandLine
internal import Host
internal import HubCore
internal import JSON
internal import Settings
internal import Store
internal import Telemetry

/// `holdfast hub migrate`: brings the database to this program's version.
struct HubMigrateCommand: Command {
    let name = "migrate"
    let summary = "Bring the database to this program's version, or tell what is missing."
    let discussion = """
        A hub does this by itself when it starts, unless store.migration is manual: then it ends
        with code 4 where the database is older, and waits for this command. The hub has to be
        stopped. Each step is one transaction, and what was broken off is gone on with; a step is
        never taken back, so make a backup first. With --status nothing is changed, the hub may run,
        and the code is 3 where something is missing.
        """
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    let status = Option.flag("status", "Only tell which steps are missing.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        let opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console, folder: path)
        if invocation[status] {
            let version = try await opening.version()
            show(version, invocation)
            return version == Migration.all.count ? .success : .issues
        }
        // Held until this ends: no hub begins meanwhile.
        let data = try DataFolder(at: path)
        let claim = opening.claim(Logger(to: LogWriter(.text), level: .error))
        try await claim?.take()
        let count: Int
        do {
            count = try await opening.migrate(at: WallClock.system.now, claim)
        } catch {
            await claim?.close()
            throw error
        }
        await claim?.close()
        if !invocation[json] {
            invocation.print("\(count) \(count == 1 ? "step" : "steps") done in \(data.path).")
        }
        show(try await opening.version(), invocation)
        return .success
    }

    private func show(_ version: Int, _ invocation: Invocation) {
        let missing = Migration.all.dropFirst(version)
        if invocation[json] {
            let steps = missing.map { JSON.string("\($0.number) \($0.name)") }
            let told: JSON = [
                "database": JSON(version), "program": JSON(Migration.all.count),
                "missing": .array(steps),
            ]
            invocation.print(told.line)
            return
        }
        let known = Migration.all.count
        invocation.print("The database is at step \(version), the program at \(known).")
        for step in missing { invocation.print("missing: \(step.number) \(step.name)") }
    }
}
