package import Cryptography
package import Domain
package import Host
package import Store
internal import Values

/// A new hub: until its first owner exists, nothing but this is open.
package struct FirstRun: Sendable {
    /// What a person fills in.
    package struct Form: Sendable {
        package let name: String
        package let login: String
        package let password: String
        package let language: Language

        package init(name: String, login: String, password: String, language: Language) {
            self.name = name
            self.login = login
            self.password = password
            self.language = language
        }

        package var violations: [FieldViolation] {
            Fields.displayName.violations(of: name)
                + Fields.login.violations(of: Login.normalised(login))
                + Fields.password.violations(of: password)
        }
    }

    /// How long the printed link works.
    package static let linkLifetime: Duration = .seconds(3600)

    private let store: any HubStore & OneTimeTokenStore
    private let sessions: SessionOffice
    private let passwords: PasswordDesk
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any HubStore & OneTimeTokenStore, sessions: SessionOffice,
        passwords: PasswordDesk, clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.sessions = sessions
        self.passwords = passwords
        self.clock = clock
        self.ids = ids
    }

    /// Gives the store its hub if it has none, and says what is known of it.
    package func hub() async throws -> Hub {
        if let hub = try await store.hub() { return hub }
        return try await store.createHub(Hub(id: ids.next(), created: clock.now))
    }

    /// Makes the one-time token for the link; earlier ones stop working.
    package func issueToken() async throws -> Token {
        let token = Token.random()
        let now = clock.now
        let record = OneTimeToken(
            id: ids.next(), purpose: .setup, hash: TokenHash(of: token), created: now,
            expires: now + Self.linkLifetime)
        let draft = AuditDraft(.tokenIssued, in: .hub, by: .system, at: now)
        try await store.issueToken(record, replacing: true, audit: [draft])
        return token
    }

    /// Whether this token would make the owner; looked at before the password is hashed.
    package func accepts(_ token: Token) async throws -> Bool {
        try await store.token(TokenHash(of: token))?.isUsable(for: .setup, at: clock.now) ?? false
    }

    /// Makes the first owner and signs them in. The form has no violations.
    ///
    /// Throws `StoreError` with `refused(.tokenRefused)` or `refused(.alreadySetUp)`.
    package func createOwner(
        _ form: Form, token: Token, visitor: Visitor
    ) async throws -> OpenedSession {
        let hash = try await passwords.hash(Secret(form.password))
        let now = clock.now
        let tenant = Tenant(
            id: ids.next(), name: Tenant.defaultName, displayName: Tenant.defaultName,
            created: now)
        let owner = User(
            id: ids.next(), login: Login.normalised(form.login), displayName: form.name,
            language: form.language, passwordHash: hash, created: now)
        let opened = sessions.draft(for: owner.id, visitor: visitor)
        let actor = AuditActor.user(owner.id, login: owner.login)
        let events: [(AuditAction, AuditScope, AuditTarget)] = [
            (.hubSetUp, .hub, AuditTarget(owner)), (.tenantCreated, .hub, AuditTarget(tenant)),
            (.memberAdded, .tenant(tenant.id), AuditTarget(owner)),
        ]
        try await store.setUp(
            FirstSetup(
                token: TokenHash(of: token), tenant: tenant, owner: owner,
                session: opened.session, time: now),
            audit: events.map { action, scope, target in
                AuditDraft(
                    action, in: scope, by: actor, at: now, on: target, from: visitor.address)
            })
        return opened
    }
}
