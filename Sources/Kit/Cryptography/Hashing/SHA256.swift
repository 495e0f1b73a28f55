internal import COpenSSL

/// Hashes any number of messages, one after the other, with one context.
///
/// Sendable because the context has one owner and does not mind which thread it is used on.
@safe package struct SHA256: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = unsafe context
        restart()
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    private func restart() {
        let result = unsafe EVP_DigestInit_ex2(context, OpenSSL.sha256.pointer, nil)
        OpenSSL.require(result, "EVP_DigestInit_ex2")
    }

    package mutating func update(_ bytes: Span<UInt8>) {
        let result = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        OpenSSL.require(result, "EVP_DigestUpdate")
    }

    package mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// The digest of what was fed since the last one; the next message may follow.
    package mutating func finish() -> SHA256Digest {
        let digest = unsafe SHA256Digest { bytes in
            let result = unsafe EVP_DigestFinal_ex(context, bytes, nil)
            OpenSSL.require(result, "EVP_DigestFinal_ex")
        }
        restart()
        return digest
    }

    /// The digest of what was fed since the last one, which goes on as if nobody had asked.
    package borrowing func digestSoFar() -> SHA256Digest {
        guard let copy = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        defer { unsafe EVP_MD_CTX_free(copy) }
        OpenSSL.require(unsafe EVP_MD_CTX_copy_ex(copy, context), "EVP_MD_CTX_copy_ex")
        return unsafe SHA256Digest { bytes in
            OpenSSL.require(unsafe EVP_DigestFinal_ex(copy, bytes, nil), "EVP_DigestFinal_ex")
        }
    }

    /// The digest of one message.
    package static func hash(_ bytes: Span<UInt8>) -> SHA256Digest {
        unsafe SHA256Digest { digest in
            let result = unsafe bytes.withUnsafeBufferPointer {
                unsafe EVP_Digest(
                    $0.baseAddress, $0.count, digest, nil, OpenSSL.sha256.pointer, nil)
            }
            OpenSSL.require(result, "EVP_Digest")
        }
    }

    package static func hash(_ bytes: [UInt8]) -> SHA256Digest {
        hash(bytes.span)
    }
}
