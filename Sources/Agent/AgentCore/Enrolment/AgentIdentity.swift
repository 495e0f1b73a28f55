package import Cryptography
package import Domain
package import Values

/// Who an agent is, and whom it believes: its own keys, and the hub's that was pinned when it
/// joined.
package struct AgentIdentity: Sendable {
    package let agent: ID<Agent>
    package let name: String
    package let hub: ID<Hub>
    /// What the hub signs with.
    package let hubKey: VerifyingKey
    package let keys: AgentKeys
    /// What opens secrets that were sealed before the keys were changed.
    package let formerBoxKey: BoxPrivateKey?

    package init(
        agent: ID<Agent>, name: String, hub: ID<Hub>, hubKey: VerifyingKey, keys: AgentKeys,
        formerBoxKey: BoxPrivateKey? = nil
    ) {
        self.agent = agent
        self.name = name
        self.hub = hub
        self.hubKey = hubKey
        self.keys = keys
        self.formerBoxKey = formerBoxKey
    }

    package var signingKey: SigningKey { keys.signing }
    package var boxKey: BoxPrivateKey { keys.box }
    /// Everything that secrets may be sealed to, the present key first.
    package var boxKeys: [BoxPrivateKey] { [keys.box] + [formerBoxKey].compactMap(\.self) }
}

/// The two keys of an agent: one to sign with, one that secrets are sealed to.
package struct AgentKeys: Sendable {
    package let signing: SigningKey
    package let box: BoxPrivateKey

    package init(signing: SigningKey, box: BoxPrivateKey) {
        self.signing = signing
        self.box = box
    }

    package static func random() -> AgentKeys {
        AgentKeys(signing: .random(), box: .random())
    }

    /// Opens what was sealed to the first of these keys that fits.
    /// - Throws: What the first one says, when none does.
    static func open(_ box: [UInt8], with keys: [BoxPrivateKey]) throws -> Secret {
        var refusal: (any Error)?
        for key in keys {
            do {
                return try SealedBox.open(box, with: key)
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? CryptographyError(.wrongKey, "there is no key to open a sealed box with")
    }

    /// What a hub and people know of them.
    package var key: AgentKey {
        guard let key = AgentKey(signing: signing.verifyingKey.bytes, sealing: box.publicKey.bytes)
        else { preconditionFailure("both keys have 32 bytes") }
        return key
    }
}
