package import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// Tokens that programs act with for a person.
package struct TokenOffice: Sendable {
    /// Uses closer together than this are noted once.
    private static let touchInterval: Duration = .seconds(60)

    private let store: any APITokenStore
    private let clock: WallClock
    private let ids: IDSource

    package init(store: any APITokenStore, clock: WallClock, ids: IDSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    /// What a token is to be.
    package struct Wish: Hashable, Sendable {
        package let name: String
        package let role: Role
        /// Nil for one that works until it is revoked.
        package let lifetime: Duration?

        package init(name: String, role: Role, lifetime: Duration?) {
            self.name = name
            self.role = role
            self.lifetime = lifetime
        }
    }

    /// The text of the token is given out here and never again.
    package func issue(
        _ wish: Wish, to user: User, in tenant: ID<Tenant>, once key: IdempotencyKey? = nil,
        by requester: Requester
    ) async throws -> (token: Token, record: APIToken) {
        let token = Token.random()
        let now = clock.now
        let record = APIToken(
            id: ids.next(), tenant: tenant, user: user.id, name: wish.name,
            hash: TokenHash(of: token), role: wish.role, created: now,
            expires: wish.lifetime.map { now + $0 })
        let draft = AuditDraft(
            .tokenIssued, in: .tenant(tenant), by: requester.actor, at: now,
            on: AuditTarget(record), from: requester.address,
            detail: ["role": wish.role.rawValue])
        try await store.issueAPIToken(record, once: key, audit: [draft])
        return (token, record)
    }

    package func list(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<APIToken> {
        try await store.apiTokens(of: tenant, page)
    }

    /// Throws `notFound`.
    package func revoke(
        _ id: ID<APIToken>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let isRevoked = try await store.revokeAPIToken(id, of: tenant) { token in
            [
                AuditDraft(
                    .tokenRevoked, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(token), from: requester.address)
            ]
        }
        guard isRevoked else { throw StoreError.notFound("token") }
    }

    /// Who presents this token now; nil when it is unknown, over, or its person is disabled.
    package func bearer(of token: Token) async throws -> TokenBearer? {
        let now = clock.now
        guard let bearer = try await store.bearer(of: TokenHash(of: token)),
            bearer.token.isUsable(at: now), !bearer.authority.user.isDisabled
        else { return nil }
        if bearer.token.lastUsed.map({ now - $0 > Self.touchInterval }) ?? true {
            try await note(bearer.token, at: now)
        }
        return bearer
    }

    /// A disk that is full keeps nobody from looking: the use is only not noted.
    private func note(_ token: APIToken, at now: Timestamp) async throws {
        do {
            try await store.touchAPIToken(token.id, at: now)
        } catch let error as StoreError where error.kind == .full || error.kind == .readOnly {}
    }
}
