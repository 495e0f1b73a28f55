package import Domain
package import Store
internal import Values

/// Whom deeds are done to: few enough that they meet. Other processes find them by name.
package struct Cast: Sendable {
    package static let tokenUses = 40

    package let owner: User
    package let tenant: Tenant
    package let people: [User]
    package let tenants: [Tenant]
    package let tokens: [OneTimeToken] = (1...8).map { number in
        guard let hash = TokenHash(Array(repeating: UInt8(number), count: 32)) else {
            preconditionFailure("32 bytes")
        }
        return OneTimeToken(
            id: ID(UUID(high: 0, low: UInt64(number))), purpose: .enrolment, hash: hash,
            usesLeft: tokenUses, created: Sample.now, expires: Sample.now + Sample.hour)
    }

    private static let logins = ["owner", "ann", "ben", "cleo", "dan", "eve"]
    private static let tenantNames = ["of-owner", "second", "third"]

    /// Sets a store up and fills it.
    package init(makingIn store: any Store) async throws {
        let world = try await World(in: [store])
        // No event tells of it.
        try await world.store.endSession(world.setup.session.id, audit: [])
        let mark = Mark("start")
        for login in Self.logins.dropFirst() {
            try await mark.add(Sample.user(login), to: world.tenant, as: .admin, in: store)
        }
        for name in Self.tenantNames.dropFirst() {
            try await mark.add(Sample.tenant(name), of: world.owner, in: store)
        }
        try await self.init(findingIn: store)
        for token in tokens { try await store.issueToken(token, replacing: false, audit: []) }
    }

    package init(findingIn store: any Store) async throws {
        var (people, tenants): ([User], [Tenant]) = ([], [])
        for login in Self.logins {
            guard let user = try await store.user(login: login) else {
                throw StoreError.notFound("user")
            }
            people.append(user)
        }
        for name in Self.tenantNames {
            guard let tenant = try await store.tenant(named: name) else {
                throw StoreError.notFound("tenant")
            }
            tenants.append(tenant)
        }
        (owner, tenant) = (people[0], tenants[0])
        (self.people, self.tenants) = (people, tenants)
    }
}
