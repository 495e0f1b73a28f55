/// How backups are laid out in a vault.
package enum VaultFormat: String, Hashable, Sendable, CaseIterable {
    /// Sealed archives that `age`, `zstd` and `tar` open.
    case archive
    /// A deduplicating repository that `restic` reads and writes.
    case repository
}
