package import Domain
internal import Store
package import Values

extension MemoryStore: SessionStore {
    package func openSession(
        _ session: Session, by hash: PasswordHash?, audit: [AuditDraft]
    ) async throws -> Bool {
        try write { change in
            let user = try change.state.user(session.user)
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            guard user.passwordHash == hash else { return false }
            let kept = change.state.sessions.values.filter { $0.user == user.id }.sorted {
                isBefore(
                    Cursor(time: $1.lastSeen, id: $1.id.uuid),
                    Cursor(time: $0.lastSeen, id: $0.id.uuid))
            }
            for surplus in kept.dropFirst(Session.perUserMax - 1) {
                change.state.sessions[surplus.id] = nil
            }
            change.state.sessions[session.id] = session
            change.record(audit)
            return true
        }
    }

    package func signedIn(by token: TokenHash) async throws -> SignedIn? {
        try read { state in
            guard let session = state.sessions.values.first(where: { $0.tokenHash == token }),
                let authority = state.authority(of: session.user)
            else { return nil }
            return SignedIn(session: session, authority: authority)
        }
    }

    package func touchSession(_ id: ID<Session>, at time: Timestamp) async throws {
        try write { change in
            guard let session = change.state.sessions[id], session.lastSeen < time else { return }
            change.state.sessions[id]?.lastSeen = time
        }
    }

    package func sessions(of user: ID<User>) async throws -> [Session] {
        try read { state in
            state.sessions.values.filter { $0.user == user }.sorted {
                isBefore(
                    Cursor(time: $0.created, id: $0.id.uuid),
                    Cursor(time: $1.created, id: $1.id.uuid))
            }
        }
    }

    package func endSession(_ id: ID<Session>, audit: [AuditDraft]) async throws -> Bool {
        try write { change in
            guard change.state.sessions.removeValue(forKey: id) != nil else { return false }
            change.record(audit)
            return true
        }
    }

    package func endSessions(
        of user: ID<User>, except kept: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Int {
        try write { change in
            let count = change.endSessions(of: user, except: kept)
            if count > 0 { change.record(audit) }
            return count
        }
    }

    package func removeDeadSessions(
        at now: Timestamp, idleMax: Duration
    ) async throws -> Int {
        try write { change in
            let before = change.state.sessions.count
            change.state.sessions = change.state.sessions.filter {
                $1.isLive(at: now, idleMax: idleMax)
            }
            return before - change.state.sessions.count
        }
    }
}
