package import Domain
package import Values

/// Runs and their events. Each method is one transaction, with its audit events in the same one.
///
/// The end of a run that makes a vault says in the same transaction whether the vault is ready.
package protocol RunStore: Sendable {
    func run(_ id: ID<Run>, of tenant: ID<Tenant>) async throws -> Run?

    /// The run, if it is with this agent, or was last, whosever it is.
    func run(_ id: ID<Run>, heldBy agent: ID<Agent>) async throws -> Run?

    /// By (created, id), the newest first; a page goes on with what is older than its cursor.
    func runs(
        of tenant: ID<Tenant>, matching filter: RunFilter, _ page: PageRequest
    ) async throws -> Page<Run>

    /// What happened to a run, in order, after the event with this number.
    func events(
        of run: ID<Run>, in tenant: ID<Tenant>, after number: Int64, limit: Int
    ) async throws -> [KnownEvent]

    /// The same without the lines and the outcomes, the last `limit` of it, in order.
    func steps(of run: ID<Run>, in tenant: ID<Tenant>, limit: Int) async throws -> [KnownEvent]

    /// Runs of all tenants that have not ended, the oldest first.
    func openRuns(limit: Int) async throws -> [Run]

    /// Runs that have not ended and are with this agent, or were, or are its own.
    func openRuns(on agent: ID<Agent>) async throws -> [Run]

    /// What runs that wait depend on, as one consistent state: of these, those that are there.
    ///
    /// - Parameter pooled: Vaults of runs for which a worker is to be found: who reaches them is
    ///   told as well.
    func dependencies(
        sources: Set<ID<Source>>, vaults: Set<ID<KnownVault>>, pooled: Set<ID<KnownVault>>
    ) async throws -> RunDependencies

    /// Vaults of all tenants that nobody has made yet, the oldest first.
    func vaultsToMake(limit: Int) async throws -> [KnownVault]

    /// Looks at everything that a run of this kind would touch, and adds one or does not, as if
    /// nobody else were there. What `decide` throws is thrown, and nothing is changed.
    ///
    /// - Parameter key: Where an earlier request had it, the run it was given is returned as it
    ///   is now; `refused(.idempotencyKeyReused)` where that asked for something else.
    func startRun(
        about subject: RunSubject, of tenant: ID<Tenant>, once key: IdempotencyKey?,
        at now: Timestamp, _ decide: @Sendable (RunSurroundings) throws -> RunStart
    ) async throws -> Run

    /// Forgets runs that ended before `moment`, with what happened to them, at most `limit` at
    /// once, and returns how many. Drills stay, which are proof, and so do the last run of each
    /// source that ended by itself, the last one that ended well, and the last firing of each
    /// source by each schedule.
    func forgetRuns(
        of tenant: ID<Tenant>, endedBefore moment: Timestamp, limit: Int
    ) async throws -> Int

    /// Changes what `change` changes, as if nobody else were there, and returns the run as it is
    /// now. What `change` throws is thrown, and nothing is changed.
    ///
    /// - Parameter tenant: whose run it has to be; nil for any, which only the hub itself asks for.
    ///
    /// Throws `notFound`.
    func changeRun(
        _ id: ID<Run>, of tenant: ID<Tenant>?, at now: Timestamp,
        _ change: @Sendable (inout RunPage) throws -> [AuditDraft]
    ) async throws -> Run
}
