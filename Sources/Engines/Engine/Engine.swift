/// Writes backups of one format.
package protocol Engine: Sendable {
    var format: VaultFormat { get }

    /// Reads the source once and stores it in every vault. A vault that fails, or holds up the
    /// others for longer than the engine's patience, is left behind and fails alone.
    ///
    /// Interrupted in any way, by an error, a cancellation or a dead process, it is to be called
    /// again with the same run: what is finished in a vault is not sent again, and a vault that has
    /// the snapshot already keeps it.
    /// - Throws: `EngineError` when the source cannot be read; what befalls a vault is in the
    ///   report.
    func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport
}
