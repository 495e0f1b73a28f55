package import Domain
package import Values

/// The audit log: one hash chain for the hub and one for each tenant. Events of changes are written
/// by the methods that make the changes; here are those that change nothing else, and reading.
package protocol AuditStore: Sendable {
    /// Appends events, in order and all at once.
    func record(_ drafts: [AuditDraft]) async throws

    /// A scope's events from the newest to the oldest, before the event with number `before` where
    /// one is given.
    func auditEvents(
        in scope: AuditScope, matching filter: AuditFilter, before: Int64?, limit: Int
    ) async throws -> [AuditEvent]

    /// A scope's events in the order of the chain, after the event with number `after`: for
    /// verifying and exporting.
    func auditChain(
        of scope: AuditScope, after: Int64, limit: Int
    ) async throws -> [AuditEvent]

    /// The last link; `AuditHead.start` where nothing has happened yet.
    func auditHead(of scope: AuditScope) async throws -> AuditHead
}

/// Which events are wanted; an empty filter wants all.
package struct AuditFilter: Hashable, Sendable {
    package var action: AuditAction?
    package var actor: ID<User>?
    package var target: UUID?
    package var times: Range<Timestamp>?

    package init(
        action: AuditAction? = nil, actor: ID<User>? = nil, target: UUID? = nil,
        times: Range<Timestamp>? = nil
    ) {
        self.action = action
        self.actor = actor
        self.target = target
        self.times = times
    }
}
