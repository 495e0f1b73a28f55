package import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// What people change about themselves.
package struct OwnProfile: Sendable {
    private let store: any UserStore
    private let passwords: PasswordDesk
    private let clock: WallClock

    package init(store: any UserStore, passwords: PasswordDesk, clock: WallClock) {
        self.store = store
        self.passwords = passwords
        self.clock = clock
    }

    /// Throws `InvalidFields`. Idempotent.
    package func change(
        _ user: User, name: String, language: Language?, from address: String
    ) async throws {
        try InvalidFields.refuse(Fields.displayName.violations(of: name))
        try await store.updateUser(
            user.id, displayName: name, language: language,
            audit: [event(.userChanged, user, address)])
    }

    package enum PasswordOutcome: Hashable, Sendable {
        case changed
        /// The old one is not right.
        case refused
        /// Too many failures came before; the old one was not looked at.
        case wait(Duration)
    }

    /// Replaces the password and ends all the person's other sessions. Whoever took over a session
    /// guesses the old one here no faster than at the door. Throws `InvalidFields`.
    package func changePassword(
        of user: User, from old: Secret, to new: String, keeping session: ID<Session>,
        at address: String
    ) async throws -> PasswordOutcome {
        try InvalidFields.refuse(Fields.password.violations(of: new))
        let keys = SignInThrottle.keys(login: user.login, address: address)
        if let wait = passwords.guesses.begin(with: keys, at: clock.now) { return .wait(wait) }
        guard try await passwords.verify(old, against: user.passwordHash) != .wrong else {
            return .refused
        }
        passwords.guesses.recordSuccess(of: keys)
        let isSet = try await store.setPassword(
            of: user.id, from: user.passwordHash, to: try await passwords.hash(Secret(new)),
            keeping: session, audit: [event(.passwordChanged, user, address)])
        return isSet ? .changed : .refused
    }

    private func event(_ action: AuditAction, _ user: User, _ address: String) -> AuditDraft {
        AuditDraft(
            action, in: .hub, by: .user(user.id, login: user.login), at: clock.now,
            on: AuditTarget(user), from: address)
    }
}
