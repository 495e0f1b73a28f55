package import Values

/// Writes backups of one format.
package protocol Engine: Sendable {
    var format: VaultFormat { get }

    /// Reads the source once and stores it in every vault. A vault that fails, or holds up the
    /// others for longer than the engine's patience, is left behind and fails alone.
    ///
    /// Interrupted in any way, by an error, a cancellation or a dead process, it is to be called
    /// again with the same run: what is finished in a vault is not sent again, and a vault that has
    /// the snapshot already keeps it. What was stored when a cancellation came is in the report.
    /// - Throws: `EngineError` when the source cannot be read; what befalls a vault is in the
    ///   report.
    func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport

    /// Forgets what this machine has kept of runs that nobody will go on with.
    ///
    /// - Parameter open: The runs that somebody may still go on with. It is asked after what is
    ///   there has been listed, so that a run that begins meanwhile is among them; and one that a
    ///   process works on at this moment stays in any case.
    /// - Returns: How many there were.
    @discardableResult
    func removeAbandonedRuns(
        but open: @escaping @Sendable () throws -> Set<UUID>
    ) async throws -> Int
}
