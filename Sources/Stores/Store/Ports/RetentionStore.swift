package import Domain
package import Values

/// What retention decides about: one source in one vault at a time.
package protocol RetentionStore: Sendable {
    /// The snapshots that a source has in a vault that it goes to, or that they are copied to by a
    /// rule, as one consistent state; nil where one of them is not there, or nothing brings the
    /// source's snapshots to the vault. The rules in the share are those that count there.
    ///
    /// - Parameters:
    ///   - moment: since when snapshots that went are counted.
    ///   - limit: how many of the newest are given. What is older than these changes nothing
    ///     about them: keep rules count from the newest on.
    func retentionShare(
        of source: ID<Source>, in vault: ID<KnownVault>, of tenant: ID<Tenant>,
        goneSince moment: Timestamp, limit: Int
    ) async throws -> RetentionShare?

    /// Which of these somebody pinned or holds, looked at like `DeletionStore.deletionRefusal`.
    func kept(
        among snapshots: [ID<KnownSnapshot>], of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Set<ID<KnownSnapshot>>

    /// The sources that go to a vault, or whose snapshots are copied there by a rule, by id.
    func sources(storingIn vault: ID<KnownVault>, of tenant: ID<Tenant>) async throws -> [ID<
        Source
    >]
}

/// One source in one vault, as retention sees it.
package struct RetentionShare: Sendable {
    package let source: Source
    package let vault: KnownVault
    /// By claimed time, the newest first; without those that are gone.
    package let snapshots: [KnownSnapshot]
    /// How many there are altogether.
    package let count: Int
    /// How many of the source's went from the vault lately, whoever took them.
    package let goneCount: Int

    package init(
        source: Source, vault: KnownVault, snapshots: [KnownSnapshot], count: Int, goneCount: Int
    ) {
        self.source = source
        self.vault = vault
        self.snapshots = snapshots
        self.count = count
        self.goneCount = goneCount
    }
}
