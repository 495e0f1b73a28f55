internal import Domain
internal import JSON
internal import Values

/// A session, as its holder sees it: who they are and what they may do.
struct SessionDocument: Sendable {
    let id: ID<Session>
    let opened: Timestamp
    let expires: Timestamp
    let user: UserDocument
    let roles: [TenantRole]
    let isHubAdministrator: Bool

    static let schema = Schema<SessionDocument>.object(
        "Session", "An open session, and what its holder may do.",
        Field("id", \.id, .id()), Field("opened", \.opened, .timestamp),
        Field("expires", \.expires, .timestamp, "When it ends, however busy it is."),
        Field("user", \.user, UserDocument.schema),
        Field("roles", \.roles, .list(of: TenantRole.schema, 0...10_000)),
        Field("hubAdministrator", \.isHubAdministrator, .bool, "Whether they look after the hub.")
    ) {
        SessionDocument(
            id: $0, opened: $1, expires: $2, user: $3, roles: $4, isHubAdministrator: $5)
    }
}

extension SessionDocument {
    init(_ signedIn: SignedIn) {
        id = signedIn.session.id
        opened = signedIn.session.created
        expires = signedIn.session.expires
        let authority = signedIn.authority
        user = UserDocument(authority.user)
        roles = authority.roles.map { TenantRole(tenant: $0.key, role: $0.value) }
            .sorted { $0.tenant.description < $1.tenant.description }
        isHubAdministrator = authority.isHubAdministrator
    }
}

/// A person, as others may see them.
struct UserDocument: Sendable {
    let id: ID<User>
    let login: String
    let name: String

    static let schema = Schema<UserDocument>.object(
        "User", "A person who may sign in.", Field("id", \.id, .id()),
        Field("login", \.login, .text(1...64)), Field("name", \.name, .text(1...100))
    ) { UserDocument(id: $0, login: $1, name: $2) }
}

extension UserDocument {
    init(_ user: User) {
        self.init(id: user.id, login: user.login, name: user.displayName)
    }
}

/// A role in one tenant.
struct TenantRole: Sendable {
    let tenant: ID<Tenant>
    let role: Role

    static let schema = Schema<TenantRole>.object(
        "TenantRole", "What a person is in one tenant.", Field("tenant", \.tenant, .id()),
        Field("role", \.role, .choice)
    ) { TenantRole(tenant: $0, role: $1) }
}
