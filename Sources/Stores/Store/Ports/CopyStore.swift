package import Domain
package import Values

/// What is kept in a second vault as well. A snapshot is to be copied where the second one never
/// had one of the same run: what retention took away there is not brought again.
package protocol CopyStore: Sendable {
    /// Vaults of all tenants that are ready and have rules, by (created, id).
    func copiedVaults(_ page: PageRequest) async throws -> Page<KnownVault>

    /// The sources with something to copy, by id.
    ///
    /// - Parameter moment: Only what came into the vault then or later; nil for everything.
    func sourcesToCopy(
        from vault: ID<KnownVault>, to target: ID<KnownVault>, arrivedSince moment: Timestamp?
    ) async throws -> [ID<Source>]

    /// What is to be copied of a source, the newest first.
    func snapshotsToCopy(
        of source: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        of tenant: ID<Tenant>, limit: Int
    ) async throws -> [KnownSnapshot]
}
