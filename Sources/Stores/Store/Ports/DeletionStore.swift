package import Domain
package import Values

/// The queue of snapshots that people want gone.
package protocol DeletionStore: Sendable {
    func deletion(_ id: ID<Deletion>, of tenant: ID<Tenant>) async throws -> Deletion?

    /// By (created, id), the newest first; a page goes on with what is older than its cursor.
    func deletions(
        of tenant: ID<Tenant>, matching filter: DeletionFilter, _ page: PageRequest
    ) async throws -> Page<Deletion>

    /// Those of all tenants that are to be begun, or that are running, the longest due first.
    func deletionsDue(at now: Timestamp, limit: Int) async throws -> [Deletion]

    /// Looks at a snapshot as if nobody else were there, and puts it in the queue or does not. A
    /// snapshot is in it once: who comes second gets the first one's deletion, and writes nothing.
    /// What `decide` throws is thrown, and nothing is changed.
    ///
    /// - Parameter decide: may change the snapshot's pin as well.
    ///
    /// Throws `notFound` for the snapshot, also for one that is gone.
    func askDeletion(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>,
        _ decide: @Sendable (inout KnownSnapshot, _ isLastGood: Bool) throws -> DeletionWish
    ) async throws -> Deletion

    /// Why a snapshot stays although it is in the queue; nil where it may go now. One that is
    /// pinned stays although it was asked for by force: somebody pinned it since.
    ///
    /// Looks as `changeSnapshot` does, as if nobody else were there: of a run that was given to
    /// an agent before this is asked, and a hold, one comes after the other.
    func deletionRefusal(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> SnapshotRefusal?

    /// Changes what `change` changes, as if nobody else were there, notes what that means for
    /// alerts, and returns the deletion as it is now. What `change` throws is thrown, and nothing
    /// is changed.
    ///
    /// Throws `notFound`.
    func changeDeletion(
        _ id: ID<Deletion>, of tenant: ID<Tenant>, at now: Timestamp,
        _ change: @Sendable (inout Deletion) throws -> [AuditDraft]
    ) async throws -> Deletion
}

/// A deletion that is to be, with what is written down of it.
package struct DeletionWish: Sendable {
    package let deletion: Deletion
    package let audit: [AuditDraft]

    package init(_ deletion: Deletion, audit: [AuditDraft]) {
        self.deletion = deletion
        self.audit = audit
    }
}

/// Which deletions are wanted; an empty filter wants all.
package struct DeletionFilter: Hashable, Sendable {
    package var states: Set<Deletion.State>
    package var snapshot: ID<KnownSnapshot>?

    package init(states: Set<Deletion.State> = [], snapshot: ID<KnownSnapshot>? = nil) {
        self.states = states
        self.snapshot = snapshot
    }
}
