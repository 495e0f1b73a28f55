package import Domain
internal import Host
internal import Store
package import Values

extension TenantOffice {
    /// Those who administer the hub, the first one first.
    package func administrators() async throws -> [User] {
        try await store.hubAdministrators()
    }

    /// Idempotent. Throws `notFound` for who is not known, `refused(.userDisabled)`.
    package func addAdministrator(_ login: String, by requester: Requester) async throws {
        guard let user = try await store.user(login: Login.normalised(login)) else {
            throw StoreError.notFound("user")
        }
        guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
        try await store.addHubAdministrator(
            user.id, at: clock.now,
            audit: [event(.administratorAdded, in: .hub, AuditTarget(user), requester)])
    }

    /// Throws `notFound` for who is none, `refused(.lastHubAdministrator)`.
    package func removeAdministrator(_ id: ID<User>, by requester: Requester) async throws {
        guard let user = try await store.user(id) else { throw StoreError.notFound("user") }
        try await store.removeHubAdministrator(
            id, audit: [event(.administratorRemoved, in: .hub, AuditTarget(user), requester)])
    }
}
