package import Values

/// By what agents know their hub again: the key they pinned, and the life its store is in.
package struct HubIdentity: Hashable, Sendable {
    package let hub: ID<Hub>
    /// Ends when the store is restored from a backup.
    package let incarnation: ID<Incarnation>
    /// Ed25519.
    package let verifyingKey: [UInt8]
    /// The private half, sealed by the hub's keyring.
    package let sealedKey: [UInt8]

    package init(
        hub: ID<Hub>, incarnation: ID<Incarnation>, verifyingKey: [UInt8], sealedKey: [UInt8]
    ) {
        self.hub = hub
        self.incarnation = incarnation
        self.verifyingKey = verifyingKey
        self.sealedKey = sealedKey
    }
}
