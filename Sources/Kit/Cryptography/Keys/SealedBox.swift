internal import CSodium

/// Messages that anybody can seal to a public key and only its owner can open: an ephemeral
/// X25519 key, then XSalsa20-Poly1305, as in libsodium's `crypto_box_seal`.
///
/// The sender stays unknown: opening proves that the box is whole, not who made it.
package enum SealedBox {
    /// What a box is longer than its message.
    package static let overhead = crypto_box_sealbytes()

    package static func seal(
        _ message: Secret, to recipient: BoxPublicKey
    ) throws(CryptographyError) -> [UInt8] {
        Sodium.require()
        var box = [UInt8](repeating: 0, count: message.count + overhead)
        let result = unsafe message.withPointer {
            unsafe crypto_box_seal(&box, $0, UInt64(message.count), recipient.bytes)
        }
        guard result == 0 else {
            throw CryptographyError(.malformed, "the recipient's key is not a usable one")
        }
        return box
    }

    package static func open(
        _ box: [UInt8], with key: BoxPrivateKey
    ) throws(CryptographyError) -> Secret {
        guard box.count >= overhead else {
            throw CryptographyError(.truncated, "the sealed box ends after \(box.count) bytes")
        }
        Sodium.require()
        return try unsafe Secret(count: box.count - overhead) {
            message throws(CryptographyError) in
            let result = unsafe key.secret.withPointer {
                unsafe crypto_box_seal_open(
                    message, box, UInt64(box.count), key.publicKey.bytes, $0)
            }
            guard result == 0 else {
                throw CryptographyError(
                    .wrongKey, "the sealed box is damaged or was sealed to another key")
            }
        }
    }
}
