internal import CommandLine
internal import Host
internal import HubCore
internal import Settings
internal import Store
internal import Values

/// `holdfast hub restore`: a hub out of its backup.
struct HubRestoreCommand: Command {
    let name = "restore"
    let summary = "Bring a hub back from a backup of it."
    let discussion = """
        Restores into an empty data folder, and with --store-url into an empty PostgreSQL database.
        All of the backup is read and checked before anything is touched; a restore that is broken
        off leaves nothing that a hub would start on.

        The hub begins frozen: it takes in what its agents did since, and has its vaults read; it
        takes nothing away, changes no agent and fires nothing, until somebody confirms in its
        pages, or with holdfast hub thaw, that it is the hub to go on with. People sign in anew.
        Never start it while the hub that was backed up still runs.
        """
    let examples = [
        Example(
            "holdfast hub restore /mnt/hub/holdfast-hub-….age --identity-file=hub.key",
            "Bring the hub back on a new machine.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    let identityFile = HubBackups.identityFile
    let file = Argument("FILE", .file, "What holdfast hub backup, or a hub, wrote.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        let store = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console, folder: path)
        let restore = HubRestore(
            from: try absolutePath(invocation[file]),
            with: try HubBackups(settings, invocation.console).credential(
                invocation[identityFile]))
        let manifest = try await restore.run(into: path) { copy, manifest, keyring in
            try await store.take(
                restored: copy, manifest, keyring, at: WallClock.system.now)
        }
        invocation.print(
            """
            The hub of \(manifest.made) is in \(shown(path.description)) now, frozen. Start it, \
            and confirm in its pages that it is the hub to go on with.
            """)
        return .success
    }
}
