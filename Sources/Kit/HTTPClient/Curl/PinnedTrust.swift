internal import CCurl
internal import COpenSSL

/// Puts the pins in place of OpenSSL's own verification. Lives as long as its client's connections.
@safe
final class PinnedTrust: Sendable {
    private let pins: Set<ClientSettings.Pin>

    init(_ pins: [ClientSettings.Pin]) {
        self.pins = Set(pins)
    }

    func install(on handle: EasyHandle) throws(ClientError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try unsafe handle.set(CURLOPT_SSL_CTX_DATA, pointer: context)
        let code = unsafe curlshim_set_tls(handle.pointer) { _, tls, context in
            unsafe SSL_CTX_set_cert_verify_callback(
                OpaquePointer(tls),
                { store, context in
                    guard let context = unsafe context, let store = unsafe store else { return 0 }
                    let trust = unsafe Unmanaged<PinnedTrust>.fromOpaque(context)
                        .takeUnretainedValue()
                    return unsafe trust.verify(store)
                }, context)
            return CURLE_OK
        }
        try handle.check(CURLOPT_SSL_CTX_FUNCTION, code)
    }

    private func verify(_ store: OpaquePointer) -> Int32 {
        guard let certificate = unsafe X509_STORE_CTX_get0_cert(store),
            unsafe isPinned(certificate)
        else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
            return 0
        }
        unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
        return 1
    }

    private func isPinned(_ certificate: OpaquePointer) -> Bool {
        let whole = unsafe Self.encode { unsafe i2d_X509(certificate, $0) }
        let key = unsafe Self.encode {
            unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), $0)
        }
        return pins.contains(.certificate(Digest.sha256(whole)))
            || pins.contains(.publicKey(Digest.sha256(key)))
    }

    /// Calls one of OpenSSL's encoders: once for the length, once for the bytes.
    private static func encode(
        _ encoder: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
        let length = encoder(nil)
        guard length > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var cursor = buffer.baseAddress
            count = max(0, Int(unsafe encoder(&cursor)))
        }
    }
}
