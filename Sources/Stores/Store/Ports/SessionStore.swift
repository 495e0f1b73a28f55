package import Domain
package import Values

/// Signed-in browsers.
package protocol SessionStore: Sendable {
    /// Opens a session; the user's oldest ones beyond `Session.perUserMax` end.
    ///
    /// - Parameter hash: what was looked at to let the person in.
    /// - Returns: False where their password is another one by now; nothing is written then.
    ///
    /// Throws `refused(.userDisabled)`, also when the person is disabled at the same moment, or
    /// `notFound` for the user.
    func openSession(
        _ session: Session, by hash: PasswordHash?, audit: [AuditDraft]
    ) async throws -> Bool

    /// The session of a token with all that decides what its user may do, as one consistent state.
    /// Whether it is still live is `Session.isLive`; nil for an unknown token.
    func signedIn(by token: TokenHash) async throws -> SignedIn?

    /// Notes that a session is in use; never moves back. A session that has ended is left alone.
    func touchSession(_ id: ID<Session>, at time: Timestamp) async throws

    /// A user's sessions by (created, id).
    func sessions(of user: ID<User>) async throws -> [Session]

    /// Whether there was one. Idempotent: no event the second time.
    @discardableResult
    func endSession(_ id: ID<Session>, audit: [AuditDraft]) async throws -> Bool

    /// Ends all of a user's sessions but one; returns how many. No event when there were none.
    @discardableResult
    func endSessions(
        of user: ID<User>, except kept: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Int

    /// Forgets sessions that are no longer live; returns how many. Nobody's doing, so no event.
    @discardableResult
    func removeDeadSessions(at now: Timestamp, idleMax: Duration) async throws -> Int
}
