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

    package var description: String { Base64.unpadded.encode(bytes) }
}
