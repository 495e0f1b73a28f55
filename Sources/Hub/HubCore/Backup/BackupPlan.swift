package import Host
package import Values

/// How a hub backs itself up.
package struct BackupPlan: Sendable {
    package let folder: FilePath
    package let interval: Duration
    /// How many are kept there.
    package let keep: Int
    /// Read for each backup: a passphrase may be another one by then.
    package let seal: @Sendable () throws -> BackupSeal

    package init(
        folder: FilePath, interval: Duration, keep: Int,
        seal: @escaping @Sendable () throws -> BackupSeal
    ) {
        self.folder = folder
        self.interval = interval
        self.keep = keep
        self.seal = seal
    }

    /// When there should have been two more, and somebody has to look.
    package func overdueFrom(_ newest: Timestamp) -> Timestamp { newest + interval * 2 }
}
