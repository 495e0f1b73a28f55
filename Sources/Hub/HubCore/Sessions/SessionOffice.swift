package import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// Opens, recognises and ends the sessions of signed-in browsers.
package struct SessionOffice: Sendable {
    /// A session ends this long after it was opened, however busy.
    package static let lifetime: Duration = .seconds(30 * 86_400)
    /// A session nobody uses for this long is over.
    package static let idleMax: Duration = .seconds(7 * 86_400)
    /// Uses closer together than this are noted once: a page's parts are one visit.
    private static let touchInterval: Duration = .seconds(60)

    private let store: any SessionStore
    private let clock: WallClock
    private let ids: IDSource

    package init(store: any SessionStore, clock: WallClock, ids: IDSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    /// A session for the user, not yet stored.
    func draft(for user: ID<User>, visitor: Visitor) -> OpenedSession {
        let now = clock.now
        let token = Token.random()
        let session = Session(
            id: ids.next(), user: user, tokenHash: TokenHash(of: token),
            csrfSecret: CSRFSecret(SecureRandom.bytes(32)), created: now, lastSeen: now,
            expires: now + Self.lifetime, address: visitor.address,
            userAgent: visitor.userAgent)
        return OpenedSession(session: session, token: token)
    }

    /// Stores a drafted session together with its audit events. False where the password that the
    /// person came in with is not theirs any more.
    func open(
        _ opened: OpenedSession, by hash: Domain.PasswordHash?, audit: [AuditDraft]
    ) async throws -> Bool {
        try await store.openSession(opened.session, by: hash, audit: audit)
    }

    /// Who holds this token now; nil when it is unknown, over, or its user is disabled.
    package func signedIn(by token: Token) async throws -> SignedIn? {
        let now = clock.now
        guard let signedIn = try await store.signedIn(by: TokenHash(of: token)),
            signedIn.session.isLive(at: now, idleMax: Self.idleMax),
            !signedIn.authority.user.isDisabled
        else { return nil }
        if now - signedIn.session.lastSeen > Self.touchInterval {
            try await note(signedIn.session, at: now)
        }
        return signedIn
    }

    /// A disk that is full keeps nobody from looking: the visit is only not noted.
    private func note(_ session: Session, at now: Timestamp) async throws {
        do {
            try await store.touchSession(session.id, at: now)
        } catch let error as StoreError where error.kind == .full || error.kind == .readOnly {}
    }

    /// Where somebody is signed in, the oldest session first.
    package func sessions(of user: ID<User>) async throws -> [Session] {
        let now = clock.now
        return try await store.sessions(of: user)
            .filter { $0.isLive(at: now, idleMax: Self.idleMax) }
    }

    /// Ends a session of the person who holds it.
    package func end(_ signedIn: SignedIn, visitor: Visitor) async throws {
        try await end(signedIn.session.id, by: signedIn.authority.user, visitor)
    }

    /// Ends one of a person's sessions, by another of theirs. Throws `notFound`.
    package func end(_ id: ID<Session>, of user: User, visitor: Visitor) async throws {
        guard try await sessions(of: user.id).contains(where: { $0.id == id }) else {
            throw StoreError.notFound("session")
        }
        try await end(id, by: user, visitor)
    }

    private func end(_ id: ID<Session>, by user: User, _ visitor: Visitor) async throws {
        let draft = AuditDraft(
            .signedOut, in: .hub, by: .user(user.id, login: user.login), at: clock.now,
            on: AuditTarget(user), from: visitor.address)
        try await store.endSession(id, audit: [draft])
    }

    /// Forgets what is over. Run from time to time.
    package func sweep() async throws {
        try await store.removeDeadSessions(at: clock.now, idleMax: Self.idleMax)
    }
}

extension TokenHash {
    /// What is stored of a token.
    init(of token: Token) {
        guard let hash = TokenHash(token.digest.bytes) else {
            preconditionFailure("a token's digest has 32 bytes")
        }
        self = hash
    }
}
