package import Domain
package import Values

// Most of what the hub itself asks for is asked for once.

extension RunStore {
    /// The same for whoever asks once.
    package func startRun(
        about subject: RunSubject, of tenant: ID<Tenant>,
        _ decide: @Sendable (RunSurroundings) throws -> RunStart
    ) async throws -> Run {
        try await startRun(
            about: subject, of: tenant, once: nil, at: Timestamp(milliseconds: 0), decide)
    }
}

extension OneTimeTokenStore {
    /// The same for whoever asks once.
    package func issueToken(
        _ token: OneTimeToken, replacing: Bool, audit: [AuditDraft]
    ) async throws {
        try await issueToken(token, replacing: replacing, once: nil, audit: audit)
    }
}

extension APITokenStore {
    /// The same for whoever asks once.
    package func issueAPIToken(_ token: APIToken, audit: [AuditDraft]) async throws {
        try await issueAPIToken(token, once: nil, audit: audit)
    }
}

extension KeyStore {
    /// The same for whoever asks once.
    package func addKey(
        _ key: KnownKey, secrets: [StoredSecret], orGetNamed: Bool, audit: [AuditDraft]
    ) async throws -> KnownKey {
        try await addKey(
            key, secrets: secrets, orGetNamed: orGetNamed, once: nil, audit: audit)
    }
}
