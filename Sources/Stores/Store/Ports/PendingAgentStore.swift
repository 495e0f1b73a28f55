package import Domain
package import Values

/// Machines that announced themselves. Each method is one transaction, with its audit events in the
/// same one; a change that finds nothing to change writes no event.
package protocol PendingAgentStore: Sendable {
    /// Adds an announcement by `AnnounceRule`, or returns the one that waits with the same key.
    /// However many come together, no more wait than may.
    ///
    /// Throws `refused(.tooManyAnnouncements)`, or `notFound` for the tenant.
    ///
    /// - Parameter recent: when announcements came from the same address.
    func announce(
        _ pending: PendingAgent, recent: [Timestamp], audit: [AuditDraft]
    ) async throws -> PendingAgent

    /// Also one that was decided about or has expired; nil when unknown.
    func pendingAgent(_ id: ID<PendingAgent>) async throws -> PendingAgent?

    /// Notes the first proof; idempotent. Throws `notFound`.
    func proveAnnouncement(
        _ id: ID<PendingAgent>, at now: Timestamp, audit: [AuditDraft]
    ) async throws

    /// Those of a tenant that wait and are proven, by (announced, id); a hundred at most.
    func pendingAgents(of tenant: ID<Tenant>, at now: Timestamp) async throws -> [PendingAgent]

    /// Makes a machine that waits an agent. Idempotent: approving again gives the same agent.
    ///
    /// Throws `notFound` (also for one of another tenant or that has expired),
    /// `refused(.notProven)`, `refused(.alreadyDecided)` after a refusal, `refused(.keyTaken)`.
    func approve(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        _ make: @Sendable (PendingAgent) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent

    /// Idempotent. Throws `notFound`, `refused(.alreadyDecided)` after an approval.
    func refuse(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (PendingAgent) -> [AuditDraft]
    ) async throws

    /// Forgets those that nobody may ask about any more; returns how many. No event.
    @discardableResult
    func removeStaleAnnouncements(at now: Timestamp) async throws -> Int
}
