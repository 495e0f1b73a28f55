package import Domain
package import Store
package import Values

extension MemoryStore: HubIdentityStore {
    package func hubIdentity() async throws -> HubIdentity? {
        try read { $0.identity }
    }

    package func createHubIdentity(_ identity: HubIdentity) async throws -> HubIdentity {
        try write { change in
            guard change.state.hub?.id == identity.hub else { throw StoreError.notFound("hub") }
            change.state.identity = change.state.identity ?? identity
            return change.state.identity ?? identity
        }
    }
}

extension MemoryStore {
    package func resealHubIdentity(from old: [UInt8], to new: [UInt8]) async throws -> Bool {
        try write { change in
            guard let identity = change.state.identity, identity.sealedKey == old else {
                return false
            }
            change.state.identity = HubIdentity(
                hub: identity.hub, incarnation: identity.incarnation,
                verifyingKey: identity.verifyingKey, sealedKey: new)
            return true
        }
    }
}

extension MemoryStore: APITokenStore {
    package func issueAPIToken(
        _ token: APIToken, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws {
        try write { change in
            try change.requireNew(key, of: token.tenant)
            change.remember(key, of: token.tenant, made: token.id.uuid)
            guard change.state.role(of: token.user, in: token.tenant) != nil else {
                throw StoreError.notFound("member")
            }
            change.state.apiTokens[token.id] = token
            change.record(audit)
        }
    }

    package func apiTokens(
        of tenant: ID<Tenant>, _ request: PageRequest
    ) async throws -> Page<APIToken> {
        try read { state in
            page(state.apiTokens.values.filter { $0.tenant == tenant }, request) {
                Cursor(time: $0.created, id: $0.id.uuid)
            }
        }
    }

    package func bearer(of hash: TokenHash) async throws -> TokenBearer? {
        try read { state in
            guard let token = state.apiTokens.values.first(where: { $0.hash == hash }),
                let authority = state.authority(of: token.user)
            else { return nil }
            return TokenBearer(token: token, authority: token.narrowing(authority))
        }
    }

    package func touchAPIToken(_ id: ID<APIToken>, at time: Timestamp) async throws {
        try write { change in
            guard let last = change.state.apiTokens[id]?.lastUsed, last >= time else {
                change.state.apiTokens[id]?.lastUsed = time
                return
            }
        }
    }

    package func revokeAPIToken(
        _ id: ID<APIToken>, of tenant: ID<Tenant>,
        audit: @Sendable (APIToken) -> [AuditDraft]
    ) async throws -> Bool {
        try write { change in
            guard let token = change.state.apiTokens[id], token.tenant == tenant else {
                return false
            }
            change.state.apiTokens[id] = nil
            change.record(audit(token))
            return true
        }
    }
}
