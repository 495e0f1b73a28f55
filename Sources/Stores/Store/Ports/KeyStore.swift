package import Domain
package import Values

/// Keys that archives are readable with. Each method is one transaction, with its audit events in
/// the same one; a change that finds nothing to change writes no event.
package protocol KeyStore: Sendable {
    func key(_ id: ID<KnownKey>, of tenant: ID<Tenant>) async throws -> KnownKey?

    /// By (created, id).
    func keys(of tenant: ID<Tenant>, _ page: PageRequest) async throws -> Page<KnownKey>

    /// Adds a key with its secrets. Whoever comes second with the name gets the first one's, with
    /// no event, where `orGetNamed` says so; otherwise that throws `refused(.nameTaken)`. A key
    /// with this recipient that is called otherwise throws `refused(.keyTaken)`. Where an earlier
    /// request had `once`, the key that it made is returned.
    func addKey(
        _ key: KnownKey, secrets: [StoredSecret], orGetNamed: Bool, once: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> KnownKey

    /// Forgets a key that no vault names, with its secrets.
    func deleteKey(
        _ id: ID<KnownKey>, of tenant: ID<Tenant>,
        audit: @Sendable (KnownKey) -> [AuditDraft]
    ) async throws -> Removal<KnownKey>
}
