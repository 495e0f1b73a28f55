package import Values

/// One key of a keyring.
package struct SealingKey: Hashable, Sendable {
    package let id: KeyID
    package let created: Timestamp
    let secret: Secret

    init(secret: Secret, created: Timestamp) {
        precondition(secret.count == XChaCha20Poly1305.keySize)
        id = KeyID(of: secret)
        self.secret = secret
        self.created = created
    }

    static func random(created: Timestamp) -> SealingKey {
        SealingKey(secret: .random(count: XChaCha20Poly1305.keySize), created: created)
    }

    package static func == (a: SealingKey, b: SealingKey) -> Bool {
        a.id == b.id && a.created == b.created
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }
}
