package import Domain
package import Values

/// Rights of programs. Each method is one transaction, with its audit events in the same one; a
/// change that finds nothing to change writes no event.
package protocol APITokenStore: Sendable {
    /// Throws `notFound` for who is no member of the tenant, `refused(.tooMany)`, and
    /// `refused(.alreadyMade)` where an earlier request had the key: the text of a token is kept
    /// nowhere.
    func issueAPIToken(
        _ token: APIToken, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws

    /// A tenant's tokens by (created, id), those that have expired too.
    func apiTokens(of tenant: ID<Tenant>, _ page: PageRequest) async throws -> Page<APIToken>

    /// Who presents this token, with all their roles, as one consistent state; nil for an unknown
    /// one. What it may do is `APIToken.narrowing`.
    func bearer(of hash: TokenHash) async throws -> TokenBearer?

    /// Notes that a token is in use; never moves back. One that is gone is left alone.
    func touchAPIToken(_ id: ID<APIToken>, at time: Timestamp) async throws

    /// Whether there was one. Idempotent: no event the second time.
    @discardableResult
    func revokeAPIToken(
        _ id: ID<APIToken>, of tenant: ID<Tenant>,
        audit: @Sendable (APIToken) -> [AuditDraft]
    ) async throws -> Bool
}
