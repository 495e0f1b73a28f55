internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import JSON
internal import LocalState
internal import Settings
internal import Values

/// `holdfast hub backup`: the hub's store and keys in one file.
struct HubBackupCommand: Command {
    let name = "backup"
    let summary = "Back up the hub itself: its store and its master key, in one age file."
    let discussion = """
        Works whether the hub runs or not, and on PostgreSQL as well; the file goes to
        --backup-folder and is named after the hub and the moment. Under that name is a whole
        backup or nothing. Whoever can open it has every secret of the hub. A hub whose settings
        name a folder makes such backups by itself.

        With --verify a backup is rehearsed instead: all of it is read, and its store opened and
        counted in a scratch folder. By hand it is opened with age -d FILE | zstd -d | tar -x.
        """
    let examples = [
        Example(
            "holdfast hub backup --backup-folder=/mnt/hub --backup-recipients=age1…",
            "Back up to another disk, for whoever has that recipient's identity."),
        Example(
            "holdfast hub backup --verify=/mnt/hub/holdfast-hub-….age --identity-file=hub.key",
            "Rehearse the restore of a backup."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    let verify = Option.optional("verify", .file, "A backup to rehearse; none is made then.")
    let identityFile = HubBackups.identityFile
    let scratch = Option.optional(
        "scratch", .folder,
        "Make the scratch folder of --verify in this one (default: in the user's cache folder).")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let backups = HubBackups(settings, invocation.console)
        if let file = invocation[verify] {
            return try await rehearse(absolutePath(file), backups, invocation)
        }
        guard let plan = try backups.plan() else {
            throw Failure(
                .usage, "Say where the backup goes, and who can open it.",
                hint: "give --backup-folder, and --backup-recipients or --backup-passphrase-file")
        }
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        let store = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console, folder: path)
        let made = try await HubBackups.backup(of: path, store).make(
            in: plan.folder, sealed: plan.seal())
        report(made.manifest, made.path, invocation) {
            "The hub is in \(shown(made.path.description)) now: \(made.size)."
        }
        return .success
    }

    private func rehearse(
        _ file: FilePath, _ backups: HubBackups, _ invocation: Invocation
    ) async throws -> ExitCode {
        let credential = try backups.credential(invocation[identityFile])
        let place =
            try invocation[scratch].map(absolutePath)
            ?? LocalFolders(environment: invocation.console.environment).drills()
        let manifest = try await HubRestore(from: file, with: credential).rehearse(in: place) {
            try await StoreOpening.examine($0, $1, $2)
        }
        report(manifest, file, invocation) {
            """
            This backup can be restored: it is of \(manifest.made), whole, and its store and keys \
            fit together.
            """
        }
        return .success
    }

    private func report(
        _ manifest: BackupManifest, _ path: FilePath, _ invocation: Invocation,
        _ sentence: () -> String
    ) {
        guard invocation[json] else { return invocation.print(sentence()) }
        var members = JSONObject()
        members["file"] = .string(path.description)
        members["hub"] = .string(manifest.hub.description)
        members["made"] = .string(manifest.made.description)
        members["program"] = .string(manifest.program)
        members["schema"] = JSON(manifest.schema)
        members["rows"] = JSON(manifest.rows.values.reduce(0, +))
        invocation.print(JSON.object(members).line)
    }
}
