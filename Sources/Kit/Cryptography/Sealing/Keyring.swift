package import Values

/// The keys that seal secrets at rest. One is active and seals; all of them open, each what it has
/// sealed, so rotation needs no rewriting.
///
/// A value: whoever changes it writes it to disk again (`encoded`) before using the new key.
package struct Keyring: Equatable, Sendable {
    /// Rotating every day for ten years; a larger file is not ours.
    package static let keyCountMax = 4096
    /// Passwords and private keys are sealed, never content.
    package static let secretSizeMax = 1 << 20

    /// In the order of their creation.
    package private(set) var keys: [SealingKey]
    package private(set) var activeID: KeyID

    /// A ring with one fresh key.
    package init(created: Timestamp) {
        let key = SealingKey.random(created: created)
        keys = [key]
        activeID = key.id
    }

    init(keys: [SealingKey], activeID: KeyID) {
        precondition(keys.contains { $0.id == activeID })
        self.keys = keys
        self.activeID = activeID
    }

    /// Adds a fresh key and makes it the active one.
    package mutating func rotate(at moment: Timestamp) throws(CryptographyError) {
        guard keys.count < Self.keyCountMax else {
            throw CryptographyError(
                .unsupported, "the keyring already holds \(Self.keyCountMax) keys")
        }
        let key = SealingKey.random(created: moment)
        keys.append(key)
        activeID = key.id
    }

    /// Seals with the active key. `context` is the identity of the place the value is kept in (its
    /// table, row and column); opening it anywhere else fails.
    package func seal(_ secret: Secret, for context: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard secret.count <= Self.secretSizeMax else {
            throw CryptographyError(
                .unsupported, "a secret of more than \(Self.secretSizeMax) bytes cannot be sealed")
        }
        return SealedValue.seal(secret, key: try key(activeID), context: context)
    }

    /// Opens with whichever key the value names.
    package func open(
        _ sealed: [UInt8], for context: [UInt8]
    ) throws(CryptographyError) -> Secret {
        let value = try SealedValue(parsing: sealed)
        return try value.open(key: try key(value.keyID), context: context)
    }

    /// Whether the value was sealed by an older key and should be sealed anew after a rotation.
    package func isOutdated(_ sealed: [UInt8]) throws(CryptographyError) -> Bool {
        try SealedValue(parsing: sealed).keyID != activeID
    }

    private func key(_ id: KeyID) throws(CryptographyError) -> SealingKey {
        guard let key = keys.first(where: { $0.id == id }) else {
            throw CryptographyError(
                .unknownKey, "the value was sealed with key \(id), which this keyring lacks")
        }
        return key
    }
}
