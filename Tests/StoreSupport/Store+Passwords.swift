package import Domain
package import Store
package import Values

extension SessionStore where Self: UserStore {
    /// Opens a session by the password that its user has then, whoever changes it meanwhile.
    package func openSession(_ session: Session, audit: [AuditDraft]) async throws {
        var isOpen = false
        while !isOpen {
            let hash = try await user(session.user)?.passwordHash
            isOpen = try await openSession(session, by: hash, audit: audit)
        }
    }
}

extension UserStore {
    /// Replaces a password, whatever it was.
    package func setPassword(
        of id: ID<User>, to hash: PasswordHash, keeping session: ID<Session>?,
        audit: [AuditDraft]
    ) async throws {
        var isSet = false
        while !isSet {
            let old = try await user(id)?.passwordHash
            isSet = try await setPassword(
                of: id, from: old, to: hash, keeping: session, audit: audit)
        }
    }
}
