internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import Settings
internal import Store
internal import Values

/// The backups of a hub, as the settings want them.
struct HubBackups: Sendable {
    let settings: HubSettings.Backup
    let console: Console

    init(_ settings: Settings, _ console: Console) {
        self.settings = settings[HubSettings.Backup.self]
        self.console = console
    }

    /// Nil where no folder is named.
    func plan() throws -> BackupPlan? {
        guard let folder = settings.folder else { return nil }
        return BackupPlan(
            folder: try absolutePath(folder), interval: settings.interval,
            keep: settings.keep, seal: { try seal() })
    }

    /// Who will be able to open what is made now.
    func seal() throws -> BackupSeal {
        if let passphrase = settings.passphrase {
            return .passphrase(try SettingsContent.secret(passphrase, console))
        }
        return .recipients(try settings.recipients.map { try AgeRecipient($0) })
    }

    /// What opens a backup: identities in files, the passphrase of the settings, or the one that
    /// a person says.
    func credential(_ identityFiles: [String]) throws -> AgeCredential {
        if !identityFiles.isEmpty {
            return .identities(
                try identityFiles.flatMap { path in
                    var bytes = try DurableFile.read(FilePath(path), limit: .kibibytes(64))
                    return try AgeIdentity.parse(file: Secret(taking: &bytes))
                })
        }
        if let passphrase = settings.passphrase {
            return .passphrase(
                AgePassphrase(try SettingsContent.secret(passphrase, console)))
        }
        guard var line = Console.askForSecret("Passphrase of the backup: ") else {
            throw Failure(
                .usage, "There is nothing to open the backup with.",
                hint: "give --identity-file or --backup-passphrase-file")
        }
        return .passphrase(AgePassphrase(Secret(taking: &line)))
    }

    static let identityFile = Option.repeated(
        "identity-file", .file, env: "HOLDFAST_IDENTITY_FILE",
        "A file of age identities that open the backup.")

    static func backup(of data: FilePath, _ store: StoreOpening) -> HubBackup {
        HubBackup(
            of: data, storeName: store.name, program: "holdfast \(BuildInfo.version)",
            copyStore: { path in try await store.copy(to: path) })
    }
}
