package import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// Tokens that let machines join a tenant.
package struct EnrolmentTokens: Sendable {
    /// As long as it takes to walk to a machine and paste a line.
    package static let lifetimeDefault = Duration.seconds(3600)

    private let store: any OneTimeTokenStore
    private let clock: WallClock
    private let ids: IDSource
    private let newcomers: Newcomers?

    /// - Parameter newcomers: Without them, no token says what is backed up.
    package init(
        store: any OneTimeTokenStore, clock: WallClock, ids: IDSource,
        newcomers: Newcomers? = nil
    ) {
        self.newcomers = newcomers
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    /// The text of the token is given out here and never again. Throws as `Newcomers.check` does.
    /// - Parameter protects: What is backed up of whoever joins by it.
    package func issue(
        to tenant: ID<Tenant>, uses: Int, lifetime: Duration,
        protects: FirstProtection? = nil, once key: IdempotencyKey? = nil,
        by requester: Requester
    ) async throws -> (token: Token, record: OneTimeToken) {
        if let protects { try await newcomers?.check(protects, of: tenant) }
        let token = Token.random()
        let now = clock.now
        let record = OneTimeToken(
            id: ids.next(), purpose: .enrolment, hash: TokenHash(of: token), tenant: tenant,
            protects: protects, usesLeft: uses, created: now, expires: now + lifetime)
        let draft = AuditDraft(
            .tokenIssued, in: .tenant(tenant), by: requester.actor, at: now,
            on: Self.target(record.id), from: requester.address,
            detail: AuditDetail(
                [
                    .init(name: "uses", value: "\(uses)"),
                    .init(name: "expires", value: "\(record.expires)"),
                ] + (protects?.facts ?? [])))
        try await store.issueToken(record, replacing: false, once: key, audit: [draft])
        return (token, record)
    }

    /// Those that still work.
    package func list(of tenant: ID<Tenant>) async throws -> [OneTimeToken] {
        try await store.tokens(for: .enrolment, of: tenant, at: clock.now)
    }

    /// Throws `notFound`.
    package func revoke(
        _ id: ID<OneTimeToken>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let draft = AuditDraft(
            .tokenRevoked, in: .tenant(tenant), by: requester.actor, at: clock.now,
            on: Self.target(id), from: requester.address)
        guard
            try await store.revokeToken(id, for: .enrolment, of: tenant, audit: [draft])
        else { throw StoreError.notFound("token") }
    }

    static func target(_ id: ID<OneTimeToken>) -> AuditTarget {
        AuditTarget(kind: "enrolment_token", id: id.uuid, name: "enrolment token")
    }
}

extension FirstProtection {
    fileprivate var facts: [AuditDetail.Fact] {
        [
            .init(name: "paths", value: paths.joined(separator: "\n")),
            .init(name: "vault", value: "\(vault)"),
        ] + (schedule.map { [.init(name: "schedule", value: "\($0)")] } ?? [])
    }
}
