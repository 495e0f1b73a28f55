internal import COpenSSL

/// The check of a server's certificate against pins, made during the handshake: a server that is
/// not ours learns so by an alert, and never sees a byte of the application.
enum CertificateCheck {
    static let callback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
        store, client in
        guard let store = unsafe store, let client = unsafe client else { return 0 }
        let trust = unsafe Unmanaged<TLSClient>.fromOpaque(client).takeUnretainedValue().trust
        guard case .pins(let pins) = trust, unsafe matches(pins, store) else {
            // Keep a verdict that says more; any other refusal is the pins' own.
            if unsafe X509_STORE_CTX_get_error(store) == X509_V_OK {
                unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
            }
            return 0
        }
        unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
        return 1
    }

    private static func matches(_ pins: Set<TLSPin>, _ store: OpaquePointer) -> Bool {
        guard let leaf = unsafe X509_STORE_CTX_get0_cert(store) else { return false }
        if unsafe pins.contains(.leaf, digest(of: leaf)) { return true }
        if unsafe pins.contains(.publicKey, keyDigest(of: leaf)) { return true }
        let chain = unsafe X509_STORE_CTX_get0_untrusted(store)
        for index in 0..<(unsafe copenssl_chain_count(chain)) {
            guard let certificate = unsafe copenssl_chain_at(chain, index),
                unsafe certificate != leaf,
                unsafe pins.contains(.authority, digest(of: certificate))
            else { continue }
            // The signatures from there down, the dates, the purpose and the name.
            if unsafe copenssl_verify_up_to(store, certificate) == 1 { return true }
        }
        return false
    }

    private static func digest(of certificate: OpaquePointer) -> [UInt8] {
        unsafe sha256 { unsafe X509_digest(certificate, EVP_sha256(), $0, $1) }
    }

    private static func keyDigest(of certificate: OpaquePointer) -> [UInt8] {
        var der: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der)
        defer { unsafe CRYPTO_free(der, "", 0) }
        guard count > 0 else { return [] }
        return unsafe sha256 { unsafe EVP_Digest(der, Int(count), $0, $1, EVP_sha256(), nil) }
    }

    private static func sha256(
        _ compute: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt32>) -> Int32
    ) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            var written = UInt32(0)
            count = unsafe compute(buffer.baseAddress, &written) == 1 ? Int(written) : 0
        }
    }
}

extension Set<TLSPin> {
    fileprivate func contains(_ subject: TLSPin.Subject, _ digest: [UInt8]) -> Bool {
        TLSPin(subject, sha256: digest).map(contains) ?? false
    }
}
