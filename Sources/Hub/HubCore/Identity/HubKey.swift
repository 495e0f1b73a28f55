package import Cryptography
package import Domain
package import Host
package import Store
internal import Values

/// The hub as its agents know it: what it signs with, and the life its store is in.
package struct HubKey: Sendable {
    package let identity: HubIdentity
    private let key: SigningKey

    /// Reads the hub's key from the store, or makes it for a hub that has none.
    ///
    /// Throws `HubError.masterKey` where the keyring does not open it: the store is then another
    /// hub's, and no agent would believe a new key.
    package static func open(
        _ store: any HubStore & HubIdentityStore, keyring: Keyring, clock: WallClock,
        ids: IDSource
    ) async throws -> HubKey {
        let hub: Hub
        if let known = try await store.hub() {
            hub = known
        } else {
            hub = try await store.createHub(Hub(id: ids.next(), created: clock.now))
        }
        let identity: HubIdentity
        if let known = try await store.hubIdentity() {
            identity = known
        } else {
            let made = try make(for: hub.id, keyring: keyring, ids: ids)
            identity = try await store.createHubIdentity(made)
        }
        return try HubKey(identity, keyring: keyring)
    }

    private static func make(
        for hub: ID<Hub>, keyring: Keyring, ids: IDSource
    ) throws -> HubIdentity {
        let key = SigningKey.random()
        return HubIdentity(
            hub: hub, incarnation: ids.next(), verifyingKey: key.verifyingKey.bytes,
            sealedKey: try keyring.seal(key.seed, for: context(of: hub)))
    }

    private init(_ identity: HubIdentity, keyring: Keyring) throws {
        self.identity = identity
        do {
            let seed = try keyring.open(identity.sealedKey, for: Self.context(of: identity.hub))
            guard let key = SigningKey(seed: seed),
                key.verifyingKey.bytes == identity.verifyingKey
            else { throw CryptographyError(.damaged, "the hub's key is not the one it shows") }
            self.key = key
        } catch let error as CryptographyError {
            throw HubError(
                .masterKey, "the hub's own key cannot be opened: \(error)",
                hint: "put back the master key that belongs to this store")
        }
    }

    /// The place in the store that the key was sealed for.
    static func context(of hub: ID<Hub>) -> [UInt8] {
        Array("hub_identity/\(hub)/sealed_key".utf8)
    }

    package func sign(_ bytes: [UInt8]) -> [UInt8] { key.sign(bytes) }
}

/// Whether the holder of an agent's signing key signed this.
package func isSigned(_ bytes: [UInt8], _ signature: [UInt8], by key: AgentKey) -> Bool {
    VerifyingKey(bytes: key.signing)?.verifies(signature, of: bytes) ?? false
}

extension AgentKey {
    /// Throws `InvalidFields` for a key that no secret can be sealed to.
    func requireUsable() throws {
        guard BoxPublicKey(bytes: sealing)?.isUsable == true else {
            throw InvalidFields([
                FieldViolation(
                    field: "sealing", problem: .unreadable("Nothing can be sealed to this key."))
            ])
        }
    }

    /// What people compare at both ends.
    package var fingerprint: String {
        fingerprint(sha256: { SHA256.hash($0).bytes })
    }
}
