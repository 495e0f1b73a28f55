package import Domain

/// By what agents know the hub again.
package protocol HubIdentityStore: Sendable {
    /// Nil before `createHubIdentity`.
    func hubIdentity() async throws -> HubIdentity?

    /// Idempotent: whoever comes second gets the first one's. Throws `notFound` where there is no
    /// such hub yet.
    func createHubIdentity(_ identity: HubIdentity) async throws -> HubIdentity

    /// Puts the same key under another one of the keyring. False where it is not what it was.
    func resealHubIdentity(from old: [UInt8], to new: [UInt8]) async throws -> Bool
}
