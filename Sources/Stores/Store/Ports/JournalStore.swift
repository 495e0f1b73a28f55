package import Domain
package import Values

/// What agents wrote down of their runs.
package protocol JournalStore: Sendable {
    /// What the hub has of these lives of an agent; one it never heard of has nothing committed.
    func journals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>
    ) async throws -> [KnownJournal]

    /// Changes what `change` changes of these lives, as if nobody else were there.
    ///
    /// Throws `notFound` for the agent.
    func changeJournals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>, at now: Timestamp,
        _ change: @Sendable (inout [KnownJournal]) -> Void
    ) async throws -> [KnownJournal]

    /// Lends `body` everything that records of one life are about, and keeps what it makes of
    /// them, all or nothing: the runs with their events and outcomes, snapshots, alerts, and how
    /// far the journal is committed. What `body` throws is thrown, and nothing is changed.
    ///
    /// Throws `notFound` for the agent.
    func writeRecords(
        of incarnation: ID<Incarnation>, by agent: ID<Agent>, naming names: RecordNames,
        at now: Timestamp, ids: @escaping @Sendable () -> UUID,
        _ body: @Sendable (inout RunLedger) throws -> Void
    ) async throws -> RunLedger
}
