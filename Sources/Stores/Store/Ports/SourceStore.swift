package import Domain
package import Values

/// Sources. Each method is one transaction, with its audit events in the same one; a change that
/// finds nothing to change writes no event.
///
/// Hooks are secrets: a source comes without its commands and goes in without them. What is written
/// is right by `Source.refusal`, or `refused` says which rule it breaks; besides these `nameTaken`
/// and `agentUnknown`, and `tooMany` where its agent has as many as it can be told of.
package protocol SourceStore: Sendable {
    func source(
        _ id: ID<Source>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Source>?

    /// By (created, id).
    func sources(
        of tenant: ID<Tenant>, matching filter: SourceFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<Source>>

    /// Adds a source with its secrets. With the key of an earlier call that added one, gives back
    /// that one as it is now, with no event; `refused(.idempotencyKeyReused)` where that asked for
    /// something else, `notFound` where it is gone.
    func addSource(
        _ source: Source, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<Source>

    /// Changes what `change` changes, as if nobody else were there, and returns the source as it
    /// is now. What `change` throws is thrown, and nothing is changed.
    ///
    /// - Parameter version: which it has to have; nil for any.
    ///
    /// Throws `notFound` or `refused(.versionMoved)`.
    func changeSource(
        _ id: ID<Source>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout Source) throws -> [AuditDraft]
    ) async throws -> Versioned<Source>

    /// Forgets a source that no schedule fires, with its secrets. An agent keeps the last of its
    /// sources unless it was revoked: `refused(.lastSource)`.
    func deleteSource(
        _ id: ID<Source>, of tenant: ID<Tenant>,
        audit: @Sendable (Source) -> [AuditDraft]
    ) async throws -> Removal<Source>
}

/// Which sources are wanted; an empty filter wants all.
package struct SourceFilter: Hashable, Sendable {
    package var agent: ID<Agent>?
    package var vault: ID<KnownVault>?
    package var isEnabled: Bool?
    /// A part of its name, whatever the case of ASCII letters.
    package var text: String?
    /// One of these.
    package var ids: Set<ID<Source>>?

    package init(
        agent: ID<Agent>? = nil, vault: ID<KnownVault>? = nil, isEnabled: Bool? = nil,
        text: String? = nil, ids: Set<ID<Source>>? = nil
    ) {
        self.agent = agent
        self.vault = vault
        self.isEnabled = isEnabled
        self.text = text
        self.ids = ids
    }
}
