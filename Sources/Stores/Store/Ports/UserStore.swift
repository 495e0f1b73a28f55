package import Domain
package import Values

/// People. Each method is one transaction, with its audit events in the same one; a change that
/// finds nothing to change writes no event.
package protocol UserStore: Sendable {
    func user(_ id: ID<User>) async throws -> User?

    /// By a login in its normal form.
    func user(login: String) async throws -> User?

    /// All users of the hub by (created, id).
    func users(_ page: PageRequest) async throws -> Page<User>

    /// Adds a user, with a first membership where one is given.
    ///
    /// Throws `refused(.loginTaken)`, or `notFound` for the tenant.
    func addUser(_ user: User, as membership: Membership?, audit: [AuditDraft]) async throws

    /// Changes what the person chose about themselves. Idempotent. Throws `notFound`.
    func updateUser(
        _ id: ID<User>, displayName: String, language: Language?, audit: [AuditDraft]
    ) async throws

    /// Replaces the password and ends every session but `session`. Throws `notFound`.
    ///
    /// - Returns: False where the password is not `old` any more; nothing is changed then.
    func setPassword(
        of id: ID<User>, from old: PasswordHash?, to hash: PasswordHash,
        keeping session: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Bool

    /// Keeps the same password by another hash; nothing is changed where it is not `old` any more.
    func renewPassword(
        of id: ID<User>, from old: PasswordHash, to hash: PasswordHash
    ) async throws

    /// Keeps the person out from now on and ends all their sessions. Idempotent.
    ///
    /// Throws `notFound`, `refused(.lastOwner)` where they are the last owner who can sign in of
    /// any tenant, `refused(.lastHubAdministrator)`.
    func disableUser(_ id: ID<User>, at time: Timestamp, audit: [AuditDraft]) async throws

    /// Lets a disabled person in again. Idempotent. Throws `notFound`.
    func enableUser(_ id: ID<User>, audit: [AuditDraft]) async throws
}
