package import Domain
package import Values

/// Rights that travel in links.
package protocol OneTimeTokenStore: Sendable {
    /// Issues a token. With `replacing`, earlier ones for the same purpose, tenant and user stop
    /// working, so that a lost link can be made anew.
    ///
    /// Throws `refused(.alreadyMade)` where an earlier request of the tenant had the key: the text
    /// of a token is nowhere.
    func issueToken(
        _ token: OneTimeToken, replacing: Bool, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws

    /// The token as it stands, also when it is used up or expired; nil when unknown.
    func token(_ hash: TokenHash) async throws -> OneTimeToken?

    /// A tenant's tokens for a purpose that can still be used, by (created, id); a page of them.
    func tokens(
        for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> [OneTimeToken]

    /// Takes one use; never more uses than there were, however many come at once. Returns the token
    /// as it stands afterwards.
    ///
    /// Throws `refused(.tokenRefused)` for one that is unknown, used up, expired or for something
    /// else.
    func useToken(
        _ hash: TokenHash, for purpose: OneTimeToken.Purpose, at now: Timestamp,
        audit: @Sendable (OneTimeToken) -> [AuditDraft]
    ) async throws -> OneTimeToken

    /// Takes one use of an invitation or password reset and sets its user's password, together;
    /// all the user's sessions end.
    ///
    /// Throws `refused(.tokenRefused)`, `refused(.userDisabled)`.
    func setPassword(
        to password: PasswordHash, by hash: TokenHash, for purpose: OneTimeToken.Purpose,
        at now: Timestamp, audit: @Sendable (User) -> [AuditDraft]
    ) async throws -> User

    /// Whether there was one. Idempotent: no event the second time.
    @discardableResult
    func revokeToken(_ id: ID<OneTimeToken>, audit: [AuditDraft]) async throws -> Bool

    /// The same, for a token that has to be for this purpose and of this tenant.
    @discardableResult
    func revokeToken(
        _ id: ID<OneTimeToken>, for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>,
        audit: [AuditDraft]
    ) async throws -> Bool

    /// Forgets tokens that are expired or used up; returns how many. No event. One that says what
    /// is backed up stays until it expires: its last machine may come with its form again.
    @discardableResult
    func removeDeadTokens(at now: Timestamp) async throws -> Int
}
