internal import CSodium

/// Diffie and Hellman on Curve25519 (RFC 7748).
enum X25519 {
    static let keySize = 32

    static func publicKey(of secret: Secret) -> [UInt8] {
        precondition(secret.count == keySize)
        Sodium.require()
        var key = [UInt8](repeating: 0, count: keySize)
        _ = unsafe secret.withPointer {
            unsafe crypto_scalarmult_curve25519_base(&key, $0)
        }
        return key
    }

    /// Nil where the other's point is one of the few that give everybody the same result.
    static func sharedSecret(of secret: Secret, with publicKey: [UInt8]) -> Secret? {
        precondition(secret.count == keySize && publicKey.count == keySize)
        Sodium.require()
        var isUsable = false
        let shared = unsafe Secret(count: keySize) { shared in
            let result = unsafe secret.withPointer {
                unsafe crypto_scalarmult_curve25519(shared, $0, publicKey)
            }
            isUsable = result == 0
        }
        return isUsable ? shared : nil
    }
}
