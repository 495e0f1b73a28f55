package import Values

/// A right that travels in a link: to set the hub up, to choose a password, to enrol an agent.
package struct OneTimeToken: Hashable, Sendable {
    package enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// Makes the first owner of a hub that has none.
        case setup
        /// Lets a person choose their first password.
        case invitation
        /// Lets a person choose a new password.
        case passwordReset = "password_reset"
        /// Lets an agent join a tenant.
        case enrolment
    }

    package let id: ID<OneTimeToken>
    package let purpose: Purpose
    package let hash: TokenHash
    /// Whom and what it is for, where the purpose needs that.
    package let tenant: ID<Tenant>?
    package let user: ID<User>?
    /// What is backed up of whoever joins by it; nil where that is for people to say.
    package let protects: FirstProtection?
    package var usesLeft: Int
    package let created: Timestamp
    package let expires: Timestamp

    package init(
        id: ID<OneTimeToken>, purpose: Purpose, hash: TokenHash, tenant: ID<Tenant>? = nil,
        user: ID<User>? = nil, protects: FirstProtection? = nil, usesLeft: Int = 1,
        created: Timestamp, expires: Timestamp
    ) {
        self.id = id
        self.purpose = purpose
        self.hash = hash
        self.tenant = tenant
        self.user = user
        self.protects = protects
        self.usesLeft = usesLeft
        self.created = created
        self.expires = expires
    }

    package func isUsable(for purpose: Purpose, at now: Timestamp) -> Bool {
        self.purpose == purpose && usesLeft > 0 && now < expires
    }

    /// Enough to enrol a rack of machines by one link.
    package static let usesMax = 1000
}
