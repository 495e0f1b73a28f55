internal import COpenSSL

/// Authenticates messages under one key (RFC 2104 over SHA-256).
///
/// Sendable because the context has one owner and does not mind which thread it is used on.
@safe package struct HMACSHA256: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer

    package init(key: Span<UInt8>) {
        guard let context = unsafe EVP_MAC_CTX_new(OpenSSL.hmac.pointer) else {
            preconditionFailure("out of memory")
        }
        unsafe self.context = unsafe context
        let result = unsafe key.withUnsafeBufferPointer { key in
            // An empty span may have no address, and a null key means "the one before".
            var nothing: UInt8 = 0
            return unsafe withUnsafePointer(to: &nothing) {
                unsafe copenssl_hmac_sha256_start(context, key.baseAddress ?? $0, key.count)
            }
        }
        OpenSSL.require(result, "EVP_MAC_init")
    }

    package init(key: Secret) {
        self = key.withBytes { HMACSHA256(key: $0) }
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    package mutating func update(_ bytes: Span<UInt8>) {
        let result = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_MAC_update(context, $0.baseAddress, $0.count)
        }
        OpenSSL.require(result, "EVP_MAC_update")
    }

    package mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// The code of what was fed since the last one; the next message may follow.
    package mutating func finish() -> SHA256Digest {
        unsafe SHA256Digest { unsafe finish(into: $0) }
    }

    /// The same, straight into memory that somebody wipes.
    mutating func finish(into bytes: UnsafeMutablePointer<UInt8>) {
        var count = 0
        let result = unsafe EVP_MAC_final(context, bytes, &count, SHA256Digest.byteCount)
        OpenSSL.require(result, "EVP_MAC_final")
        let restarted = unsafe EVP_MAC_init(context, nil, 0, nil)
        OpenSSL.require(restarted, "EVP_MAC_init")
    }

    package static func code(key: Secret, message: [UInt8]) -> SHA256Digest {
        var hmac = HMACSHA256(key: key)
        hmac.update(message)
        return hmac.finish()
    }
}
