package import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// The people of a tenant: invited, given roles, helped with their passwords, and parted with.
package struct People: Sendable {
    package typealias Stores = UserStore & MembershipStore & OneTimeTokenStore

    /// As long as it takes to hand a link over and click it.
    package static let linkLifetime = Duration.seconds(3600)

    private let store: any Stores
    private let passwords: PasswordDesk
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any Stores, passwords: PasswordDesk, clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.passwords = passwords
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for who is no member.
    package func member(_ id: ID<User>, of tenant: ID<Tenant>) async throws -> Member {
        guard let member = try await store.member(id, of: tenant) else {
            throw StoreError.notFound("member")
        }
        return member
    }

    /// Whether somebody may act on all that a person is: keep them out, or give them a new
    /// password. It takes the right to manage them wherever they have a part; otherwise whoever
    /// runs one tenant could become anybody in another.
    package func mayActFor(_ person: ID<User>, _ authority: Authority) async throws -> Bool {
        guard let other = try await store.authority(of: person) else { return false }
        if other.isHubAdministrator, !authority.isHubAdministrator { return false }
        return other.roles.allSatisfy { authority.mayManage($1, in: $0) }
    }

    // MARK: Inviting

    /// Somebody who is to have a part in a tenant.
    package struct Invitation: Sendable {
        package var name: String
        package var login: String
        package var role: Role

        package init(name: String, login: String, role: Role) {
            self.name = name
            self.login = login
            self.role = role
        }

        package var violations: [FieldViolation] {
            Fields.displayName.violations(of: name)
                + Fields.login.violations(of: Login.normalised(login))
        }
    }

    /// Gives somebody a part in a tenant. Who is new to the hub gets a link, given out here and
    /// never again; who is known keeps their name and password, and gets none. Whose invitation
    /// was withdrawn before they took it is as good as new.
    ///
    /// Throws `InvalidFields`, `refused(.alreadyMember)`.
    package func invite(
        _ invitation: Invitation, to tenant: ID<Tenant>, by requester: Requester
    ) async throws -> (user: User, link: Token?) {
        try InvalidFields.refuse(invitation.violations)
        let now = clock.now
        let login = Login.normalised(invitation.login)
        if let known = try await store.user(login: login) {
            let membership = Membership(
                tenant: tenant, user: known.id, role: invitation.role, created: now)
            let isFree = try await store.authority(of: known.id)?.hasNoPart == true
            try await store.addMember(
                membership, audit: [event(.memberAdded, known, tenant, requester, invitation.role)])
            guard known.passwordHash == nil, isFree else { return (known, nil) }
            return (known, try await link(for: known, in: tenant, by: requester))
        }
        let user = User(
            id: ids.next(), login: login, displayName: invitation.name, created: now)
        try await store.addUser(
            user,
            as: Membership(tenant: tenant, user: user.id, role: invitation.role, created: now),
            audit: [
                event(.userCreated, user, tenant, requester),
                event(.memberAdded, user, tenant, requester, invitation.role),
            ])
        return (user, try await link(for: user, in: tenant, by: requester))
    }

    /// A new link for somebody who has lost theirs, or their password; earlier ones stop working.
    /// Whoever asks has been found to be allowed by `mayActFor`.
    package func link(
        for user: User, in tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Token {
        let token = Token.random()
        let now = clock.now
        let record = OneTimeToken(
            id: ids.next(), purpose: Self.purpose(for: user), hash: TokenHash(of: token),
            user: user.id, created: now, expires: now + Self.linkLifetime)
        try await store.issueToken(
            record, replacing: true, audit: [event(.tokenIssued, user, tenant, requester)])
        return token
    }

    private static func purpose(for user: User) -> OneTimeToken.Purpose {
        user.passwordHash == nil ? .invitation : .passwordReset
    }

    /// Sets the password of whoever a link was made for; all their sessions end. The password has
    /// no violations.
    ///
    /// Throws `refused(.tokenRefused)`, `refused(.userDisabled)`.
    package func accept(
        _ token: Token, password: String, visitor: Visitor
    ) async throws -> User {
        let now = clock.now
        let hash = TokenHash(of: token)
        // Looked at before the password is hashed: that costs a tenth of a second.
        guard let record = try await store.token(hash),
            [.invitation, .passwordReset].contains(record.purpose),
            record.isUsable(for: record.purpose, at: now)
        else { throw StoreError.refused(.tokenRefused) }
        let made = try await passwords.hash(Secret(password))
        return try await store.setPassword(to: made, by: hash, for: record.purpose, at: now) {
            user in
            [
                AuditDraft(
                    .passwordChanged, in: .hub, by: .user(user.id, login: user.login), at: now,
                    on: AuditTarget(user), from: visitor.address)
            ]
        }
    }

    // MARK: Changing

    /// Throws `notFound`, `refused(.lastOwner)`. Idempotent.
    package func setRole(
        _ role: Role, of user: User, in tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        try await store.setRole(
            role, of: user.id, in: tenant,
            audit: [event(.memberRoleChanged, user, tenant, requester, role)])
    }

    /// Takes somebody's part in a tenant; what they have elsewhere stays. Throws as `setRole`.
    package func remove(
        _ user: User, from tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        try await store.removeMember(
            user.id, from: tenant, audit: [event(.memberRemoved, user, tenant, requester)])
    }

    /// Keeps somebody out of the hub and ends their sessions, or lets them in again. Idempotent.
    /// Whoever asks has been found to be allowed by `mayActFor`.
    ///
    /// Throws `refused(.lastOwner)`, `refused(.lastHubAdministrator)`.
    package func setDisabled(
        _ isDisabled: Bool, _ user: User, in tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        if isDisabled {
            try await store.disableUser(
                user.id, at: clock.now,
                audit: [event(.userDisabled, user, tenant, requester)])
        } else {
            try await store.enableUser(
                user.id, audit: [event(.userEnabled, user, tenant, requester)])
        }
    }

    private func event(
        _ action: AuditAction, _ user: User, _ tenant: ID<Tenant>, _ requester: Requester,
        _ role: Role? = nil
    ) -> AuditDraft {
        AuditDraft(
            action, in: .tenant(tenant), by: requester.actor, at: clock.now,
            on: AuditTarget(user), from: requester.address,
            detail: role.map { ["role": $0.rawValue] } ?? [:])
    }
}
