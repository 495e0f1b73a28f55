internal import CSodium
internal import Values

/// The X25519 key that sealed boxes are opened with.
package struct BoxPrivateKey: Sendable {
    package let secret: Secret
    package let publicKey: BoxPublicKey

    package static func random() -> BoxPrivateKey {
        BoxPrivateKey(trusted: .random(count: X25519.keySize))
    }

    /// From a stored key of exactly 32 bytes; nil otherwise.
    package init?(_ secret: Secret) {
        guard secret.count == X25519.keySize else { return nil }
        self.init(trusted: secret)
    }

    private init(trusted secret: Secret) {
        self.secret = secret
        publicKey = BoxPublicKey(trusted: X25519.publicKey(of: secret))
    }
}

/// The X25519 key that sealed boxes are made for.
package struct BoxPublicKey: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Of exactly 32 bytes; nil otherwise.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == X25519.keySize else { return nil }
        self.bytes = Array(bytes)
    }

    init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether anything can be sealed to it. There are a few points with which everybody has the
    /// same secret, and nothing is sealed to them.
    package var isUsable: Bool {
        X25519.sharedSecret(of: .random(count: X25519.keySize), with: bytes) != nil
    }

    package var description: String { Base64.unpadded.encode(bytes) }
}
