internal import CSodium

/// Authenticated encryption of a value in one piece, with nonces long enough to be drawn at random
/// for ever (draft-irtf-cfrg-xchacha-03).
enum XChaCha20Poly1305 {
    static let keySize = 32
    static let nonceSize = 24
    static let tagSize = 16

    /// Appends the ciphertext and its tag.
    static func seal(
        _ plaintext: Secret, key: Secret, nonce: [UInt8], context: [UInt8],
        into output: inout [UInt8]
    ) {
        precondition(key.count == keySize && nonce.count == nonceSize)
        Sodium.require()
        output.append(addingCapacity: plaintext.count + tagSize) { output in
            unsafe output.withUnsafeMutableBufferPointer { free, written in
                guard let start = free.baseAddress else { return }
                let result = unsafe plaintext.withPointer { message in
                    unsafe key.withPointer { key in
                        unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                            start, nil, message, UInt64(plaintext.count), context,
                            UInt64(context.count), nil, nonce, key)
                    }
                }
                precondition(result == 0, "XChaCha20-Poly1305 refused to seal")
                written = plaintext.count + tagSize
            }
        }
    }

    /// Nil when the key, the nonce, the context or any byte is not the one of the sealing.
    static func open(
        _ sealed: ArraySlice<UInt8>, key: Secret, nonce: [UInt8], context: [UInt8]
    ) -> Secret? {
        guard sealed.count >= tagSize else { return nil }
        precondition(key.count == keySize && nonce.count == nonceSize)
        Sodium.require()
        var isAuthentic = false
        let plaintext = unsafe Secret(count: sealed.count - tagSize) { output in
            let result = unsafe sealed.withUnsafeBufferPointer { sealed in
                guard let start = sealed.baseAddress else { return Int32(-1) }
                return unsafe key.withPointer { key in
                    unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                        output, nil, nil, start, UInt64(sealed.count), context,
                        UInt64(context.count), nonce, key)
                }
            }
            isAuthentic = result == 0
        }
        return isAuthentic ? plaintext : nil
    }
}
