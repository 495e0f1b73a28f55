internal import COpenSSL
internal import Glibc

/// One end of one TLS connection over a non-blocking socket. Its stream confines it to a loop.
@safe
package final class TLSSession {
    enum Outcome {
        case bytes(Int)
        /// Nothing happened until the socket is ready for this.
        case needs(SocketBits)
        case end
    }

    /// What fits in one record (RFC 8446 section 5.1).
    static let recordBytesMax = 16 << 10

    private let ssl: OpaquePointer
    /// Kept alive, since callbacks of the session point into it.
    private let context: AnyObject
    private var isEstablished = false
    private var isBroken = false

    /// Takes ownership of `ssl`.
    init(_ ssl: OpaquePointer, context: AnyObject, isServer: Bool) {
        unsafe self.ssl = ssl
        self.context = context
        if isServer { unsafe SSL_set_accept_state(ssl) } else { unsafe SSL_set_connect_state(ssl) }
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    func attach(to descriptor: Int32) {
        let bio = unsafe SocketBIO.make(descriptor)
        unsafe SSL_set_bio(ssl, bio, bio)
    }

    func setExpected(host: String) -> Bool {
        unsafe copenssl_set_sni(ssl, host) == 1 && SSL_set1_host(ssl, host) == 1
    }

    func setExpected(address: String) -> Bool {
        unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1
    }

    /// Nil once it is done.
    func handshake() throws(TransportError) -> SocketBits? {
        if isEstablished { return nil }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 {
            isEstablished = true
            return nil
        }
        guard case .needs(let needs) = try outcome(of: result) else { throw .closed }
        return needs
    }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Outcome {
        var total = 0
        // Records come one by one; fill the buffer with those that are there.
        while total < buffer.count {
            var count = 0
            ERR_clear_error()
            let result = unsafe SSL_read_ex(
                ssl, buffer.baseAddress.map { unsafe $0 + total }, buffer.count - total, &count)
            total += count
            if result == 1, unsafe SSL_has_pending(ssl) == 1 { continue }
            if total > 0 { return .bytes(total) }
            return try outcome(of: result)
        }
        return .bytes(total)
    }

    func send(_ record: [UInt8]) throws(TransportError) -> Outcome {
        var count = 0
        ERR_clear_error()
        let result = unsafe record.withUnsafeBytes {
            unsafe SSL_write_ex(ssl, $0.baseAddress, $0.count, &count)
        }
        return result == 1 ? .bytes(count) : try outcome(of: result)
    }

    var hasPendingInput: Bool { unsafe SSL_has_pending(ssl) == 1 }

    /// Tells the peer that no more will come, if the socket takes it right now.
    func finish() {
        guard isEstablished, !isBroken else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
    }

    /// To be called before the descriptor is closed: nothing may touch it afterwards.
    func close() {
        finish()
        unsafe SSL_set_bio(ssl, nil, nil)
        isBroken = true
    }

    private func outcome(of result: Int32) throws(TransportError) -> Outcome {
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needs(.readable)
        case SSL_ERROR_WANT_WRITE: return .needs(.writable)
        case SSL_ERROR_ZERO_RETURN: return .end
        case SSL_ERROR_SYSCALL:
            isBroken = true
            throw .closed
        default:
            isBroken = true
            let verdict = unsafe SSL_get_verify_result(ssl)
            if verdict != Int(X509_V_OK), !isEstablished {
                throw TransportError(.untrusted, Self.explain(verdict))
            }
            throw TransportError(.tls, "TLS failed: \(OpenSSLReason.last)")
        }
    }

    private static func explain(_ verdict: Int) -> String {
        let reason = unsafe X509_verify_cert_error_string(verdict).map {
            unsafe String(cString: $0)
        }
        return verdict == Int(X509_V_ERR_APPLICATION_VERIFICATION)
            ? "the server's certificate is not the pinned one"
            : "the server's certificate is not trusted: \(reason ?? "error \(verdict)")"
    }
}

/// What OpenSSL says about the call that has just failed on this thread.
enum OpenSSLReason {
    static var last: String {
        let code = ERR_peek_last_error()
        defer { ERR_clear_error() }
        guard code != 0 else { return "no reason given" }
        return unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) }
            ?? "error \(code)"
    }
}
