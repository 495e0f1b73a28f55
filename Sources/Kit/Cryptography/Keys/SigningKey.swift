internal import CSodium

/// An Ed25519 private key (RFC 8032).
package struct SigningKey: Sendable {
    package static let seedSize = 32

    /// What is stored, sealed; everything else follows from it.
    package let seed: Secret
    package let verifyingKey: VerifyingKey
    /// The seed and the public key, as the library wants them.
    private let expanded: Secret

    package static func random() -> SigningKey {
        SigningKey(expanding: .random(count: seedSize))
    }

    /// From a stored seed of exactly 32 bytes; nil otherwise.
    package init?(seed: Secret) {
        guard seed.count == Self.seedSize else { return nil }
        self.init(expanding: seed)
    }

    private init(expanding seed: Secret) {
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_ed25519_PUBLICKEYBYTES))
        Sodium.require()
        expanded = unsafe Secret(count: Int(crypto_sign_ed25519_SECRETKEYBYTES)) { expanded in
            _ = unsafe seed.withPointer {
                unsafe crypto_sign_ed25519_seed_keypair(&publicKey, expanded, $0)
            }
        }
        self.seed = seed
        verifyingKey = VerifyingKey(trusted: publicKey)
    }

    /// The same message always gives the same 64 bytes.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureSize)
        let result = unsafe expanded.withPointer {
            unsafe crypto_sign_ed25519_detached(
                &signature, nil, message, UInt64(message.count), $0)
        }
        precondition(result == 0, "Ed25519 refused to sign")
        return signature
    }
}
