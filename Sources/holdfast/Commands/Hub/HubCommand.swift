internal import CommandLine
internal import HubCore
internal import Settings

/// `holdfast hub`: runs the hub until it is told to stop.
struct HubCommand: Command {
    let name = "hub"
    let summary = "Run the hub."
    let discussion = """
        Opens or makes the data folder, listens, and prints a one-time link while the hub has no
        owner. SIGTERM and Ctrl-C stop it within ten seconds, letting requests finish; SIGHUP reads
        the certificate and the log level again; other settings take a start.

        One hub at a time has a data folder or a PostgreSQL database: a second one ends at once,
        with code 7. One that loses its session with the server, where it holds a lock, changes
        nothing until it has the lock again, and says so at /readyz.
        """
    let examples = [
        Example(
            "holdfast hub", "Listen on 127.0.0.1:9876 with the data in the user's state folder."),
        Example(
            "holdfast hub --data-dir=/srv/holdfast --listen=unix:/run/holdfast.sock",
            "Serve a reverse proxy on the same machine."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    var subcommands: [any Command] {
        [
            HubBackupCommand(), HubCheckCommand(), HubMigrateCommand(), HubMigrateStoreCommand(),
            HubRestoreCommand(), HubRotateKeyCommand(), HubThawCommand(),
        ]
    }

    static let settingsOptions = SettingsOptions(
        HubSettings.tree, file: HubSettings.defaultFile)

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let process = try HubProcess(console: invocation.console) {
            try options.load(invocation, reading: SettingsContent.read)
        }
        for (name, meant) in HubSettings.tree.unknownVariables(
            in: invocation.console, besides: ["HOLDFAST_CONFIG"])
        {
            let hint = meant.map { "; is it meant to be \($0)?" } ?? ""
            invocation.console.complain("holdfast: \(name) is no setting\(hint)\n")
        }
        try await process.run()
        return .success
    }
}
