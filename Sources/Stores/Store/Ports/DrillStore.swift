package import Domain
package import Values

/// Rehearsed restores and what they measured. They come in with the records of agents.
package protocol DrillStore: Sendable {
    /// By (time, run), the newest first; a page goes on with what is older than its cursor.
    func drills(
        of tenant: ID<Tenant>, matching filter: DrillFilter, _ page: PageRequest
    ) async throws -> Page<KnownDrill>

    /// The last drill of each of these sources that passed. Sources that nothing was ever proven of
    /// are not in it.
    func lastProven(
        of sources: [ID<Source>], in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: KnownDrill]
}

/// Which drills are wanted; an empty filter wants all.
package struct DrillFilter: Hashable, Sendable {
    package var source: ID<Source>?
    package var vault: ID<KnownVault>?
    package var hasPassed: Bool?
    package var run: ID<Run>?

    package init(
        source: ID<Source>? = nil, vault: ID<KnownVault>? = nil, hasPassed: Bool? = nil,
        run: ID<Run>? = nil
    ) {
        self.source = source
        self.vault = vault
        self.hasPassed = hasPassed
        self.run = run
    }
}
