package import Domain
package import HubCore
package import Values

/// What the hub knows of itself.
package struct HubFacts: Sendable {
    package let version: String
    package let store: String
    package let dataFolder: String
    package let started: Timestamp
    /// Where people reach the hub, where that was set; else it is where they ask.
    package let publicURL: String?
    /// The settings in force with where each came from, without secrets.
    package let settings: String
    /// What the vaults of a tenant on the hub's own disk may hold together; nil for no bound but
    /// the disk's.
    package let hostedQuota: ByteCount?
    /// Asked anew for each page; nil where the file system does not say.
    package let freeSpace: @Sendable () async -> ByteCount?
    /// Asked anew for each page; nil where the hub makes no backups of itself.
    package let backups: @Sendable () -> BackupStanding?
    /// What an agent's policy is known to allow; nil where nothing is known of it.
    package let openFolders: @Sendable (ID<Agent>) async -> OpenFolders?

    package init(
        version: String, store: String, dataFolder: String, started: Timestamp,
        publicURL: String? = nil, settings: String = "", hostedQuota: ByteCount? = nil,
        freeSpace: @escaping @Sendable () async -> ByteCount?,
        backups: @escaping @Sendable () -> BackupStanding? = { nil },
        openFolders: @escaping @Sendable (ID<Agent>) async -> OpenFolders? = { _ in nil }
    ) {
        self.version = version
        self.store = store
        self.dataFolder = dataFolder
        self.started = started
        self.publicURL = publicURL
        self.settings = settings
        self.hostedQuota = hostedQuota
        self.freeSpace = freeSpace
        self.backups = backups
        self.openFolders = openFolders
    }
}

extension HubFacts {
    /// As an agent of this version calls itself.
    var program: String { "holdfast \(version)" }
}

/// Folders of a machine that its agent's policy opens, as the pages offer them.
package struct OpenFolders: Sendable {
    package let vault: String
    package let restored: String

    package init(vault: String, restored: String) {
        self.vault = vault
        self.restored = restored
    }
}
