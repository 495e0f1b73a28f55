package import Domain
package import Values

/// Vaults. Each method is one transaction, with its audit events in the same one; a change that
/// finds nothing to change writes no event.
///
/// What is written is right by the rules of `KnownVault` and `Source`, or `refused` says which rule
/// it breaks: `nameTaken`, `agentUnknown` for an agent that is no living one of the tenant,
/// `keyUnknown`, `keeperUnreachable`.
package protocol VaultStore: Sendable {
    func vault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> Versioned<KnownVault>?

    /// By (created, id).
    func vaults(
        of tenant: ID<Tenant>, matching filter: VaultFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<KnownVault>>

    /// Adds a vault with its secrets. With the key of an earlier call that added one, gives back
    /// that one as it is now, with no event; `refused(.idempotencyKeyReused)` where that asked for
    /// something else, `notFound` where it is gone.
    func addVault(
        _ vault: KnownVault, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<KnownVault>

    /// Changes what `change` changes, as if nobody else were there, and returns the vault as it is
    /// now. What `change` throws is thrown, and nothing is changed.
    ///
    /// - Parameter version: which it has to have; nil for any.
    ///
    /// Throws `notFound`, `refused(.versionMoved)`, or `InUseError` with the sources that could not
    /// store in it any more.
    func changeVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout KnownVault) throws -> [AuditDraft]
    ) async throws -> Versioned<KnownVault>

    /// Forgets a vault that no source stores in, with its secrets; what lies there stays there.
    /// Throws `refused(.snapshotHeld)` where somebody holds a snapshot in it.
    func deleteVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (KnownVault) -> [AuditDraft]
    ) async throws -> Removal<KnownVault>

    /// Whether somebody holds a snapshot in it. Throws `notFound`.
    func isHeld(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Bool
}

/// Which vaults are wanted; an empty filter wants all.
package struct VaultFilter: Hashable, Sendable {
    /// Reached by this one, or by everybody.
    package var agent: ID<Agent>?
    package var readiness: KnownVault.Readiness?
    /// A part of its name or place, whatever the case of ASCII letters.
    package var text: String?

    package init(
        agent: ID<Agent>? = nil, readiness: KnownVault.Readiness? = nil, text: String? = nil
    ) {
        self.agent = agent
        self.readiness = readiness
        self.text = text
    }
}
