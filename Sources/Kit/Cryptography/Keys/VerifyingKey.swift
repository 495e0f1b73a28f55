internal import CSodium
internal import Values

/// An Ed25519 public key.
package struct VerifyingKey: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32
    package static let signatureSize = 64

    package let bytes: [UInt8]

    /// Of exactly 32 bytes; nil otherwise. Whether they are a point is seen when verifying.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether the holder of the private key signed exactly this. Keys and signatures in a form
    /// that could pass for several messages or keys are refused.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == Self.signatureSize else { return false }
        Sodium.require()
        return unsafe crypto_sign_ed25519_verify_detached(
            signature, message, UInt64(message.count), bytes) == 0
    }

    package var description: String { Base64.unpadded.encode(bytes) }
}
