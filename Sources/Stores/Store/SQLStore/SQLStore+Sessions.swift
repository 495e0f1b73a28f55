package import Domain
package import Values

extension SQLStore: SessionStore {
    package func openSession(
        _ session: Session, by hash: PasswordHash?, audit: [AuditDraft]
    ) async throws -> Bool {
        try await database.write { db in
            guard let user = try db.reading.user(session.user) else {
                throw StoreError.notFound("user")
            }
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            guard user.passwordHash == hash else { return false }
            // Room for the new one: the rest ends, longest unused first.
            try db.execute(
                """
                DELETE FROM sessions WHERE id IN (
                    SELECT id FROM sessions WHERE user_id = \(session.user)
                    ORDER BY last_seen_at DESC, id DESC
                    LIMIT \(Session.perUserMax) OFFSET \(Session.perUserMax - 1))
                """)
            try db.insert(session)
            try db.record(audit, sha256: sha256)
            return true
        }
    }

    package func signedIn(by token: TokenHash) async throws -> SignedIn? {
        try await database.read { db in
            let session: Session? = try db.first(
                "SELECT \(Session.columns) FROM sessions WHERE token_hash = \(token)")
            guard let session, let authority = try db.authority(of: session.user) else {
                return nil
            }
            return SignedIn(session: session, authority: authority)
        }
    }

    package func touchSession(_ id: ID<Session>, at time: Timestamp) async throws {
        try await database.write { db in
            _ = try db.execute(
                """
                UPDATE sessions SET last_seen_at = \(time)
                WHERE id = \(id) AND last_seen_at < \(time)
                """)
        }
    }

    package func sessions(of user: ID<User>) async throws -> [Session] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(Session.columns) FROM sessions WHERE user_id = \(user)
                ORDER BY created_at, id
                """)
        }
    }

    package func endSession(_ id: ID<Session>, audit: [AuditDraft]) async throws -> Bool {
        try await database.write { db in
            guard try db.execute("DELETE FROM sessions WHERE id = \(id)") == 1 else {
                return false
            }
            try db.record(audit, sha256: sha256)
            return true
        }
    }

    package func endSessions(
        of user: ID<User>, except kept: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Int {
        try await database.write { db in
            let count = try db.endSessions(of: user, except: kept)
            if count > 0 { try db.record(audit, sha256: sha256) }
            return count
        }
    }

    package func removeDeadSessions(
        at now: Timestamp, idleMax: Duration
    ) async throws -> Int {
        try await database.write { db in
            try db.execute(
                """
                DELETE FROM sessions
                WHERE expires_at <= \(now) OR last_seen_at <= \(now - idleMax)
                """)
        }
    }
}

extension Session: RowDecodable {
    static let columns: SQL = """
        id, user_id, token_hash, csrf_secret, created_at, last_seen_at, expires_at, address, \
        user_agent
        """

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), user: try row.get("user_id"),
            tokenHash: try row.get("token_hash"), csrfSecret: try row.get("csrf_secret"),
            created: try row.get("created_at"), lastSeen: try row.get("last_seen_at"),
            expires: try row.get("expires_at"), address: try row.get("address"),
            userAgent: try row.get("user_agent"))
    }
}

extension WriteTransaction {
    borrowing func insert(_ session: Session) throws {
        try execute(
            """
            INSERT INTO sessions (\(Session.columns))
            VALUES (\(session.id), \(session.user), \(session.tokenHash), \
            \(session.csrfSecret), \(session.created), \(session.lastSeen), \
            \(session.expires), \(session.address), \(session.userAgent))
            """)
    }

    @discardableResult
    borrowing func endSessions(of user: ID<User>, except kept: ID<Session>?) throws -> Int {
        let others: SQL = kept.map { " AND id <> \($0)" } ?? .empty
        return try execute("DELETE FROM sessions WHERE user_id = \(user)\(others)")
    }
}
