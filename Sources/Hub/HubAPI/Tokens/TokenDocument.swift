internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// A program's token, without what it opens.
struct TokenDocument: Sendable {
    let id: ID<APIToken>
    let tenant: ID<Tenant>
    let user: ID<User>
    let name: String
    let role: Role
    let created: Timestamp
    let expires: Timestamp?
    let lastUsed: Timestamp?

    init(
        id: ID<APIToken>, tenant: ID<Tenant>, user: ID<User>, name: String, role: Role,
        created: Timestamp, expires: Timestamp?, lastUsed: Timestamp?
    ) {
        self.id = id
        self.tenant = tenant
        self.user = user
        self.name = name
        self.role = role
        self.created = created
        self.expires = expires
        self.lastUsed = lastUsed
    }

    init(_ token: APIToken) {
        self.init(
            id: token.id, tenant: token.tenant, user: token.user, name: token.name,
            role: token.role, created: token.created, expires: token.expires,
            lastUsed: token.lastUsed)
    }

    static let schema = Schema<TokenDocument>.object(
        "APIToken", "A token that a program acts with for a person.",
        Field("id", \.id, .id()), Field("tenant", \.tenant, .id()),
        Field("user", \.user, .id(), "Whose doing everything is that is done with it."),
        Field("name", \.name, .field(Fields.tokenName)),
        Field("role", \.role, .choice, "The most it may do."),
        Field("created", \.created, .timestamp), Field(optional: "expires", \.expires, .timestamp),
        Field(optional: "lastUsed", \.lastUsed, .timestamp)
    ) {
        TokenDocument(
            id: $0, tenant: $1, user: $2, name: $3, role: $4, created: $5, expires: $6,
            lastUsed: $7)
    }
}

/// What a person wants a token to be.
struct TokenForm: Sendable {
    let name: String
    let role: Role
    let days: Int?

    static let schema = Schema<TokenForm>.object(
        "APITokenForm", "What makes a token.", Field("name", \.name, .field(Fields.tokenName)),
        Field("role", \.role, .choice, "The most it may do; no more than you may."),
        Field(
            optional: "days", \.days, .integer(1...3650),
            "How long it works; without, until it is revoked.")
    ) { TokenForm(name: $0, role: $1, days: $2) }
}

/// A token that was just made, with its text.
struct NewToken<Document: Sendable>: Sendable {
    let text: String
    let record: Document

    static func schema(
        _ name: String, _ member: String, of record: Schema<Document>
    ) -> Schema<NewToken<Document>> {
        .object(
            name, "A token that was just made.",
            Field("token", \.text, .text(43...43), "Its text: shown here, and never again."),
            Field(member, \.record, record)
        ) { NewToken(text: $0, record: $1) }
    }
}
