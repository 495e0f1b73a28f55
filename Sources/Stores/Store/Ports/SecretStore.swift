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
    func secrets(of tenant: ID<Tenant>, _ page: PageRequest) async throws -> Page<StoredSecret>

    /// Puts the same secret under another key of the keyring. False where it is not what it was.
    func reseal(
        _ id: ID<StoredSecret>, from old: [UInt8], to new: [UInt8]
    ) async throws -> Bool
}
