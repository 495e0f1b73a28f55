package import Domain
package import Values

/// Who may do what. Each method is one transaction, with its audit events in the same one; a change
/// that finds nothing to change writes no event.
package protocol MembershipStore: Sendable {
    /// A person with all their roles, as one consistent state. Nil for an unknown person.
    func authority(of user: ID<User>) async throws -> Authority?

    /// A tenant's members by (joined, user id).
    func members(of tenant: ID<Tenant>, _ page: PageRequest) async throws -> Page<Member>

    /// Nil for who is none.
    func member(_ user: ID<User>, of tenant: ID<Tenant>) async throws -> Member?

    /// Throws `refused(.alreadyMember)`, or `notFound` for the user or tenant.
    func addMember(_ membership: Membership, audit: [AuditDraft]) async throws

    /// Idempotent. Throws `notFound` for who is no member, `refused(.lastOwner)`.
    func setRole(
        _ role: Role, of user: ID<User>, in tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws

    /// Who has no part in anything afterwards has no use for a link to choose a password by: theirs
    /// stop working.
    ///
    /// Throws `notFound` for who is no member, `refused(.lastOwner)`.
    func removeMember(
        _ user: ID<User>, from tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws

    /// The hub's administrators by (added, user id); a handful of people.
    func hubAdministrators() async throws -> [User]

    /// Idempotent. Throws `notFound`.
    func addHubAdministrator(
        _ user: ID<User>, at time: Timestamp, audit: [AuditDraft]
    ) async throws

    /// Throws `notFound` for who is none, `refused(.lastHubAdministrator)`.
    func removeHubAdministrator(_ user: ID<User>, audit: [AuditDraft]) async throws
}
