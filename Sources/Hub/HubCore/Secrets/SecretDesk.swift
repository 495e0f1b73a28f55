package import AgentProtocol
package import Cryptography
package import Domain
package import Host
package import Values

/// Seals secrets for the store, opens them, and hands them to agents sealed anew. Nowhere else are
/// they in the clear.
package struct SecretDesk: Sendable {
    private let keyring: Keyring
    private let clock: WallClock
    private let ids: IDSource

    package init(keyring: Keyring, clock: WallClock, ids: IDSource) {
        self.keyring = keyring
        self.clock = clock
        self.ids = ids
    }

    // MARK: At rest

    package func seal(
        _ secret: Secret, as slot: SecretSlot, of owner: SecretOwner, in tenant: ID<Tenant>
    ) throws -> StoredSecret {
        let id: ID<StoredSecret> = ids.next()
        let context = StoredSecret.context(of: id)
        return StoredSecret(
            id: id, tenant: tenant, owner: owner, purpose: slot.purpose, name: slot.name,
            sealed: try keyring.seal(secret, for: context), changed: clock.now)
    }

    package func open(_ stored: StoredSecret) throws -> Secret {
        do {
            return try keyring.open(stored.sealed, for: stored.context)
        } catch {
            throw HubError(
                .masterKey, "a secret in the store cannot be opened: \(error)",
                hint: "put back the master key that belongs to this store")
        }
    }

    /// What lies in another place of the store.
    func seal(_ secret: Secret, for context: [UInt8]) throws -> [UInt8] {
        try keyring.seal(secret, for: context)
    }

    func open(_ sealed: [UInt8], for context: [UInt8]) throws -> Secret {
        do {
            return try keyring.open(sealed, for: context)
        } catch {
            throw HubError(
                .masterKey, "a sealed value in the store cannot be opened: \(error)",
                hint: "put back the master key that belongs to this store")
        }
    }

    /// The same under the key that is active now; nil where it is already.
    func resealed(_ stored: StoredSecret) throws -> [UInt8]? {
        guard try keyring.isOutdated(stored.sealed) else { return nil }
        return try keyring.seal(open(stored), for: stored.context)
    }

    // MARK: On their way

    /// For one agent alone.
    package func hand(_ stored: StoredSecret, to agent: Agent) throws -> SealedSecret {
        try hand(open(stored), as: stored.name, to: agent)
    }

    func hand(_ secret: Secret, as name: SecretName, to agent: Agent) throws -> SealedSecret {
        guard let key = BoxPublicKey(bytes: agent.key.sealing) else {
            throw HubError(.untrusted, "the agent's key is not a usable one")
        }
        return SealedSecret(name: name.rawValue, box: try SealedBox.seal(secret, to: key))
    }
}
