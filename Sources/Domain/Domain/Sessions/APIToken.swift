package import Values

/// A right of a program to act for one person in one tenant.
package struct APIToken: Hashable, Sendable {
    package let id: ID<APIToken>
    package let tenant: ID<Tenant>
    /// Whose doing everything is that is done with it.
    package let user: ID<User>
    package let name: String
    package let hash: TokenHash
    /// The most it may do; a person who has less by now gives it less.
    package let role: Role
    package let created: Timestamp
    /// Nil for one that works until it is revoked.
    package let expires: Timestamp?
    package var lastUsed: Timestamp?

    package init(
        id: ID<APIToken>, tenant: ID<Tenant>, user: ID<User>, name: String, hash: TokenHash,
        role: Role, created: Timestamp, expires: Timestamp?, lastUsed: Timestamp? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.user = user
        self.name = name
        self.hash = hash
        self.role = role
        self.created = created
        self.expires = expires
        self.lastUsed = lastUsed
    }

    package func isUsable(at now: Timestamp) -> Bool { expires.map { now < $0 } ?? true }

    /// What is left of its person's rights: one role in one tenant, and none in the hub itself.
    package func narrowing(_ authority: Authority) -> Authority {
        let roles = authority.roles[tenant].map { theirs in
            [tenant: theirs.includes(role) ? role : theirs]
        }
        return Authority(user: authority.user, roles: roles ?? [:], isHubAdministrator: false)
    }
}

/// A token that was presented, with what may be done by it now.
package struct TokenBearer: Hashable, Sendable {
    package let token: APIToken
    package let authority: Authority

    package init(token: APIToken, authority: Authority) {
        self.token = token
        self.authority = authority
    }
}
