package import Domain

/// By what agents know the hub again.
package protocol HubIdentityStore: Sendable {
    /// Nil before `createHubIdentity`.
    func hubIdentity() async throws -> HubIdentity?

    /// Idempotent: whoever comes second gets the first one's. Throws `notFound` where there is no
    /// such hub yet.
    func createHubIdentity(_ identity: HubIdentity) async throws -> HubIdentity
}
