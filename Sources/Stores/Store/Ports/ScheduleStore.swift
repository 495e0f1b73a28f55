package import Domain
package import Values

/// Schedules. Each method is one transaction, with its audit events in the same one; a change that
/// finds nothing to change writes no event.
///
/// What is written names sources of the tenant, each once, and nothing else is called like it, or
/// `refused` says which it breaks: `sourceUnknown`, `sourceTwice`, `nameTaken`.
package protocol ScheduleStore: Sendable {
    func schedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Schedule>?

    /// By (created, id).
    func schedules(
        of tenant: ID<Tenant>, matching filter: ScheduleFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<Schedule>>

    /// Adds a schedule. With the key of an earlier call that added one, gives back that one as it
    /// is now, with no event; `refused(.idempotencyKeyReused)` where that asked for something
    /// else, `notFound` where it is gone.
    func addSchedule(
        _ schedule: Schedule, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws -> Versioned<Schedule>

    /// Changes what `change` changes, as if nobody else were there, and returns the schedule as it
    /// is now. What `change` throws is thrown, and nothing is changed.
    ///
    /// - Parameter version: which it has to have; nil for any.
    ///
    /// Throws `notFound` or `refused(.versionMoved)`.
    func changeSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, version: Int64?,
        _ change: @Sendable (inout Schedule) throws -> [AuditDraft]
    ) async throws -> Versioned<Schedule>

    /// Forgets a schedule; returns it. Idempotent: nil and no event the second time.
    func deleteSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>,
        audit: @Sendable (Schedule) -> [AuditDraft]
    ) async throws -> Schedule?
}

/// Which schedules are wanted; an empty filter wants all.
package struct ScheduleFilter: Hashable, Sendable {
    /// That fire this source.
    package var source: ID<Source>?
    package var isEnabled: Bool?

    package init(source: ID<Source>? = nil, isEnabled: Bool? = nil) {
        self.source = source
        self.isEnabled = isEnabled
    }
}
