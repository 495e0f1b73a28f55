internal import COpenSSL

/// OpenSSL's algorithms, each fetched once: a fetch by name on every use costs more than hashing a
/// small blob.
enum OpenSSL {
    static let sha256 = unsafe Algorithm("SHA-256", EVP_MD_fetch(nil, "SHA256", nil))
    static let hmac = unsafe Algorithm("HMAC", EVP_MAC_fetch(nil, "HMAC", nil))
    static let chaCha20Poly1305 = unsafe Algorithm(
        "ChaCha20-Poly1305", EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil))
    static let aes256Counter = unsafe Algorithm(
        "AES-256-CTR", EVP_CIPHER_fetch(nil, "AES-256-CTR", nil))
    static let aes128Block = unsafe Algorithm(
        "AES-128-ECB", EVP_CIPHER_fetch(nil, "AES-128-ECB", nil))
    static let poly1305 = unsafe Algorithm("Poly1305", EVP_MAC_fetch(nil, "POLY1305", nil))

    /// For calls that fail only by a mistake of ours or for want of a few hundred bytes.
    ///
    /// The queue of errors belongs to the thread and TLS reads it too, so a failure that is handled
    /// must not leave its entry behind.
    static func require(_ result: Int32, _ call: StaticString) {
        guard result != 1 else { return }
        preconditionFailure("\(call): \(lastReason())")
    }

    static func forgetErrors() {
        ERR_clear_error()
    }

    private static func lastReason() -> String {
        unsafe ERR_reason_error_string(ERR_get_error()).map { unsafe String(cString: $0) }
            ?? "failed without a reason"
    }
}

/// A fetched algorithm, kept for the life of the process.
///
/// Sendable because OpenSSL never changes a fetched method and counts its references atomically.
@safe struct Algorithm: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ name: StaticString, _ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else {
            preconditionFailure("this machine's OpenSSL does not offer \(name)")
        }
        unsafe self.pointer = unsafe pointer
    }
}
