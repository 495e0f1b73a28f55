internal import COpenSSL

/// The client's side of TLS: whom it trusts.
@safe
package final class TLSClient: Sendable {
    private let context: TLSContext
    let trust: TLSTrust

    package init(trust: TLSTrust) throws(TransportError) {
        self.trust = trust
        context = try TLSContext(isServer: false)
        let pointer = unsafe context.pointer
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        switch trust {
        case .system:
            guard unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw TransportError(.badCertificate, "the system's authorities cannot be read")
            }
        case .authorities(let pem):
            unsafe try Self.addAuthorities(pem, to: unsafe SSL_CTX_get_cert_store(pointer))
        case .pins(let pins):
            guard !pins.isEmpty else {
                throw TransportError(.badCertificate, "an empty set of pins trusts nobody")
            }
            // Unretained: every session keeps its client, and with it this object, alive.
            unsafe SSL_CTX_set_cert_verify_callback(
                pointer, CertificateCheck.callback, Unmanaged.passUnretained(self).toOpaque())
        }
        TLSServer.http11.withUTF8Buffer {
            _ = unsafe SSL_CTX_set_alpn_protos(pointer, $0.baseAddress, UInt32($0.count))
        }
    }

    /// A session with the server called `name`, which is a host name or an IP address.
    package func makeSession(name: String) throws(TransportError) -> TLSSession {
        let session = try context.makeSession(owner: self, isServer: false)
        try session.expect(name)
        return session
    }

    private static func addAuthorities(
        _ pem: [UInt8], to store: OpaquePointer?
    ) throws(TransportError) {
        let bio = unsafe pem.withUnsafeBytes {
            // Copied, since the buffer ends with this closure.
            let bio = unsafe BIO_new(BIO_s_mem())
            unsafe BIO_write(bio, $0.baseAddress, Int32(clamping: $0.count))
            return unsafe bio
        }
        defer { unsafe BIO_free(bio) }
        var count = 0
        while let certificate = unsafe PEM_read_bio_X509(bio, nil, nil, nil) {
            unsafe X509_STORE_add_cert(store, certificate)
            unsafe X509_free(certificate)
            count += 1
        }
        ERR_clear_error()
        guard count > 0 else {
            throw TransportError(.badCertificate, "there is no PEM certificate in the authorities")
        }
    }
}

extension TLSSession {
    /// Names the server, for its choice of certificate and for the check of the one it shows.
    fileprivate func expect(_ name: String) throws(TransportError) {
        let isSet: Bool
        if let address = IPAddress(name) {
            // Server names are for DNS names only (RFC 6066 section 3).
            isSet = setExpected(address: address.description)
        } else {
            isSet = setExpected(host: name)
        }
        guard isSet else {
            throw TransportError(.tls, "\(name) cannot be checked in a certificate")
        }
    }
}
