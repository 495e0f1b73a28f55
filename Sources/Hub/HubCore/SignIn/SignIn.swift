package import Cryptography
internal import Domain
package import Host
package import Store
internal import Values

/// Lets people in by login and password.
package struct SignIn: Sendable {
    package enum Outcome: Sendable {
        case opened(OpenedSession)
        /// Unknown login, wrong password or a disabled person: which of these is not told.
        case refused
        /// Too many failures came before; the password was not looked at.
        case wait(Duration)
    }

    private let users: any UserStore
    private let audit: any AuditStore
    private let sessions: SessionOffice
    private let passwords: PasswordDesk
    private let clock: WallClock

    package init(
        users: any UserStore, audit: any AuditStore, sessions: SessionOffice,
        passwords: PasswordDesk, clock: WallClock
    ) {
        self.users = users
        self.audit = audit
        self.sessions = sessions
        self.passwords = passwords
        self.clock = clock
    }

    package func attempt(
        login typed: String, password: Secret, visitor: Visitor
    ) async throws -> Outcome {
        let login = Login.normalised(typed)
        let keys = SignInThrottle.keys(login: login, address: visitor.address)
        if let wait = passwords.guesses.begin(with: keys, at: clock.now) { return .wait(wait) }
        for _ in 0..<Self.looksMax {
            let user =
                Fields.login.violations(of: login).isEmpty
                ? try await users.user(login: login) : nil
            let verdict = try await passwords.verify(password, against: user?.passwordHash)
            guard verdict != .wrong, let user, !user.isDisabled else {
                try await noteRefusal(of: user, visitor: visitor)
                return .refused
            }
            guard let opened = try await open(user, verdict, visitor) else { continue }
            passwords.guesses.recordSuccess(of: keys)
            return .opened(opened)
        }
        return .refused
    }

    /// How often a password is looked at that changes while it is looked at: once more for one that
    /// was made anew with another effort, and once for one that is another.
    private static let looksMax = 3

    /// Nil where the password became another one meanwhile, or the person was disabled: both show
    /// when they are looked at again.
    private func open(
        _ user: User, _ verdict: PasswordDesk.Verdict, _ visitor: Visitor
    ) async throws -> OpenedSession? {
        let opened = sessions.draft(for: user.id, visitor: visitor)
        let draft = AuditDraft(
            .signedIn, in: .hub, by: .user(user.id, login: user.login), at: clock.now,
            on: AuditTarget(user), from: visitor.address)
        do {
            let isOpen = try await sessions.open(opened, by: user.passwordHash, audit: [draft])
            guard isOpen else { return nil }
        } catch let error as StoreError where error.kind == .refused(.userDisabled) {
            return nil
        }
        if case .rightWithNewHash(let newHash) = verdict, let old = user.passwordHash {
            try await users.renewPassword(of: user.id, from: old, to: newHash)
        }
        return opened
    }

    private func noteRefusal(of user: User?, visitor: Visitor) async throws {
        // A login that exists nowhere is not kept: people type passwords into the wrong field.
        let draft = AuditDraft(
            .signInFailed, in: .hub, by: .system, at: clock.now,
            on: user.map { AuditTarget($0) }, from: visitor.address)
        try await audit.record([draft])
    }
}
