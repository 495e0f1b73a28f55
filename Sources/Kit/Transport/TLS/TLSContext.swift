internal import COpenSSL

/// What OpenSSL shares among the sessions of one side. Set up once, then only read.
@safe
final class TLSContext: @unchecked Sendable {
    // `@unchecked Sendable`: an `SSL_CTX` that is no longer changed is safe from any thread
    // (openssl-threads(7)), and this class changes it in `init` only.

    let pointer: OpaquePointer

    init(isServer: Bool) throws(TransportError) {
        let method = unsafe isServer ? TLS_server_method() : TLS_client_method()
        guard let pointer = unsafe SSL_CTX_new(method) else {
            throw TransportError(.tls, "TLS is not available: \(OpenSSLReason.last)")
        }
        unsafe self.pointer = pointer
        unsafe copenssl_ctx_set_modes(pointer)
        unsafe copenssl_ctx_set_options(pointer)
        _ = unsafe copenssl_ctx_require_tls12(pointer)
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    func makeSession(owner: AnyObject, isServer: Bool) throws(TransportError) -> TLSSession {
        guard let ssl = unsafe SSL_new(pointer) else {
            throw TransportError(.tls, "no TLS session could be made: \(OpenSSLReason.last)")
        }
        return unsafe TLSSession(ssl, context: owner, isServer: isServer)
    }
}
