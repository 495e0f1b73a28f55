package import Domain
package import Values

/// Secrets as they lie sealed. They come and go with what they belong to, in the methods of its own
/// port.
package protocol SecretStore: Sendable {
    /// Of each owner by purpose and name, in the order of the owners.
    func secrets(
        of owners: [SecretOwner], in tenant: ID<Tenant>
    ) async throws -> [StoredSecret]

    /// All of a tenant, by (changed, id).
    /// - Parameter agent: Those alone that it was told, or may have been: its own and its
    ///   sources', and what opens the vaults that are on it, that it keeps, that its sources store
    ///   in, or that a run it was given was about.
    func secrets(
        of tenant: ID<Tenant>, toldTo agent: ID<Agent>?, _ page: PageRequest
    ) async throws -> Page<StoredSecret>

    /// Puts the same secret under another key of the keyring. False where it is not what it was.
    func reseal(
        _ id: ID<StoredSecret>, from old: [UInt8], to new: [UInt8]
    ) async throws -> Bool
}

extension SecretStore {
    package func secrets(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> Page<StoredSecret> {
        try await secrets(of: tenant, toldTo: nil, page)
    }
}
