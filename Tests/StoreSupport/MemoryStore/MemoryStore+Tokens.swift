package import Domain
package import Store
package import Values

extension MemoryStore: OneTimeTokenStore {
    package func issueToken(
        _ token: OneTimeToken, replacing: Bool, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws {
        try write { change in
            if let tenant = token.tenant {
                try change.state.requireTenant(tenant)
                try change.requireNew(key, of: tenant)
                change.remember(key, of: tenant, made: token.id.uuid)
            }
            if let user = token.user { _ = try change.state.user(user) }
            if replacing {
                change.state.tokens = change.state.tokens.filter { _, other in
                    other.purpose != token.purpose || other.tenant != token.tenant
                        || other.user != token.user
                }
            }
            change.state.tokens[token.id] = token
            change.record(audit)
        }
    }

    package func token(_ hash: TokenHash) async throws -> OneTimeToken? {
        try read { state in state.tokens.values.first { $0.hash == hash } }
    }

    package func tokens(
        for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> [OneTimeToken] {
        try read { state in
            let found = state.tokens.values.filter {
                $0.tenant == tenant && $0.isUsable(for: purpose, at: now)
            }
            return page(found, PageRequest(limit: PageRequest.limitMax)) {
                Cursor(time: $0.created, id: $0.id.uuid)
            }.items
        }
    }

    package func useToken(
        _ hash: TokenHash, for purpose: OneTimeToken.Purpose, at now: Timestamp,
        audit: @Sendable (OneTimeToken) -> [AuditDraft]
    ) async throws -> OneTimeToken {
        try write { change in
            let token = try change.takeUse(of: hash, for: purpose, at: now)
            change.record(audit(token))
            return token
        }
    }

    package func setPassword(
        to password: PasswordHash, by hash: TokenHash, for purpose: OneTimeToken.Purpose,
        at now: Timestamp, audit: @Sendable (User) -> [AuditDraft]
    ) async throws -> User {
        try write { change in
            let token = try change.takeUse(of: hash, for: purpose, at: now)
            guard let id = token.user, var user = change.state.users[id] else {
                throw StoreError.refused(.tokenRefused)
            }
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            user.passwordHash = password
            change.state.users[id] = user
            _ = change.endSessions(of: id, except: nil)
            change.record(audit(user))
            return user
        }
    }

    package func revokeToken(
        _ id: ID<OneTimeToken>, audit: [AuditDraft]
    ) async throws -> Bool {
        try write { change in
            guard change.state.tokens.removeValue(forKey: id) != nil else { return false }
            change.record(audit)
            return true
        }
    }

    package func revokeToken(
        _ id: ID<OneTimeToken>, for purpose: OneTimeToken.Purpose, of tenant: ID<Tenant>,
        audit: [AuditDraft]
    ) async throws -> Bool {
        try write { change in
            guard let token = change.state.tokens[id], token.purpose == purpose,
                token.tenant == tenant
            else { return false }
            change.state.tokens[id] = nil
            change.record(audit)
            return true
        }
    }

    package func removeDeadTokens(at now: Timestamp) async throws -> Int {
        try write { change in
            let before = change.state.tokens.count
            change.state.tokens = change.state.tokens.filter { _, token in
                (token.usesLeft > 0 || token.protects != nil) && now < token.expires
            }
            return before - change.state.tokens.count
        }
    }
}

extension MemoryStore.Change {
    mutating func takeUse(
        of hash: TokenHash, for purpose: OneTimeToken.Purpose, at now: Timestamp
    ) throws -> OneTimeToken {
        let found = state.tokens.values.first { $0.hash == hash }
        guard var token = found, token.isUsable(for: purpose, at: now) else {
            throw StoreError.refused(.tokenRefused)
        }
        token.usesLeft -= 1
        state.tokens[token.id] = token
        return token
    }
}
