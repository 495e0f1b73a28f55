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

    /// What all of a tenant's drills come to, since a moment and ever.
    func drillRecord(of tenant: ID<Tenant>, since moment: Timestamp) async throws -> DrillRecord
}

/// How much of a tenant was proven to come back.
package struct DrillRecord: Hashable, Sendable {
    package var sources: Int
    /// Sources with a drill that passed since the moment.
    package var proven: Int
    /// Sources of which no drill ever passed.
    package var never: Int
    /// Drills since the moment, and those of them that passed.
    package var drills: Int
    package var passed: Int
    /// Of those that passed, the one that took longest.
    package var slowest: KnownDrill?

    package init(
        sources: Int = 0, proven: Int = 0, never: Int = 0, drills: Int = 0, passed: Int = 0,
        slowest: KnownDrill? = nil
    ) {
        self.sources = sources
        self.proven = proven
        self.never = never
        self.drills = drills
        self.passed = passed
        self.slowest = slowest
    }
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
