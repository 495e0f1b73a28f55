package import Domain
package import Values

/// Snapshots, as the hub knows them. Those that were found in a vault come in with the records of
/// agents.
package protocol SnapshotStore: Sendable {
    func snapshot(_ id: ID<KnownSnapshot>, of tenant: ID<Tenant>) async throws -> KnownSnapshot?

    /// By (claimed time, id), the newest first; a page goes on with what is older than its cursor.
    func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot>

    /// The newest snapshot of each source that has any, the sources by their (created, id), and
    /// the page's cursors are theirs: so many sources are looked at as the page has room for.
    func newestSnapshots(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot>

    /// Changes what `change` changes of pin and holds, as if nobody else were there. What `change`
    /// throws is thrown, and nothing is changed.
    ///
    /// - Parameter change: is told whether a run that may take the snapshot away is with its
    ///   agent: one that deletes it, or one that forgets in its vault.
    ///
    /// Throws `notFound`.
    func changeSnapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>,
        _ change: @Sendable (inout KnownSnapshot, _ isLeaving: Bool) throws -> [AuditDraft]
    ) async throws -> KnownSnapshot
}

/// Which snapshots are wanted; an empty filter wants all that are in their vaults.
package struct SnapshotFilter: Hashable, Sendable {
    package var source: ID<Source>?
    package var vault: ID<KnownVault>?
    package var run: ID<Run>?
    /// Of the sources that are read by this one.
    package var agent: ID<Agent>?
    /// When they say that they were made.
    package var times: Range<Timestamp>?
    /// Those, too, that are in their vaults no more.
    package var includesGone: Bool

    package init(
        source: ID<Source>? = nil, vault: ID<KnownVault>? = nil, run: ID<Run>? = nil,
        agent: ID<Agent>? = nil, times: Range<Timestamp>? = nil, includesGone: Bool = false
    ) {
        self.source = source
        self.vault = vault
        self.run = run
        self.agent = agent
        self.times = times
        self.includesGone = includesGone
    }
}
