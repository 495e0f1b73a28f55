package import Domain
package import Values

/// Agents. Each method is one transaction, with its audit events in the same one; a change that
/// finds nothing to change writes no event.
package protocol AgentStore: Sendable {
    func agent(_ id: ID<Agent>) async throws -> Agent?

    /// The agent that signs with this key.
    func agent(signingWith key: [UInt8]) async throws -> Agent?

    /// By (created, id).
    func agents(
        of scope: Agent.Scope, matching filter: AgentFilter, _ page: PageRequest
    ) async throws -> Page<Agent>

    /// Takes one use of an enrolment token and adds the agent, together.
    ///
    /// Idempotent: an agent with this very key that this very token made is given back as it is,
    /// also when the token is used up or gone, with no event. Throws `refused(.tokenRefused)`,
    /// `refused(.keyTaken)`, or `refused(.agentRevoked)` where the key is a revoked agent's.
    ///
    /// - Parameter make: the agent that the token, with one use less, makes.
    func enrol(
        _ key: AgentKey, by hash: TokenHash, at now: Timestamp,
        _ make: @Sendable (OneTimeToken) -> (agent: Agent, audit: [AuditDraft])
    ) async throws -> Agent

    /// Changes what `change` changes, as if nobody else were there, and returns the agent as it is
    /// now. What `change` throws is thrown, and nothing is changed.
    ///
    /// - Parameter scope: whose agent it has to be; nil for any, which only its own link asks for.
    ///
    /// Throws `notFound`, or `refused(.keyTaken)` where another agent has the new key.
    func changeAgent(
        _ id: ID<Agent>, of scope: Agent.Scope?, secrets: SecretEdit,
        _ change: @Sendable (inout Agent) throws -> [AuditDraft]
    ) async throws -> Agent

    /// Notes when agents were heard last; never moves back. Those that are gone are left alone.
    func noteSeen(_ times: [ID<Agent>: Timestamp]) async throws

    /// Forgets an agent with its labels, its sources and the vaults on its machine, which `audit`
    /// is told of; what lies in them stays there. Returns it. Idempotent: nil and no event the
    /// second time. Throws `InUseError` with the schedules that fire its sources,
    /// or with the vaults on its machine that hold snapshots.
    func deleteAgent(
        _ id: ID<Agent>, of scope: Agent.Scope,
        audit: @Sendable (Agent, _ traces: [Usage]) -> [AuditDraft]
    ) async throws -> Agent?
}

extension AgentStore {
    package func changeAgent(
        _ id: ID<Agent>, of scope: Agent.Scope?,
        _ change: @Sendable (inout Agent) throws -> [AuditDraft]
    ) async throws -> Agent {
        try await changeAgent(id, of: scope, secrets: SecretEdit(), change)
    }
}
