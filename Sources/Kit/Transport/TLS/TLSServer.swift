internal import COpenSSL
internal import Glibc
internal import Host
internal import Synchronization

/// The server's side of TLS: one certificate for all names, which can be replaced while serving.
package final class TLSServer: Sendable {
    private let current: Mutex<TLSContext>
    private let certificateFile: String
    private let keyFile: String

    /// Reads a PEM certificate chain, leaf first, and its key. It waits for the disk.
    package init(certificateFile: String, keyFile: String) throws(TransportError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        current = Mutex(try Self.load(certificateFile, keyFile))
    }

    /// Reads both files again. New handshakes use what they hold now; connections that are open
    /// stay as they are. When it throws, the old certificate goes on being used.
    package func reload() throws(TransportError) {
        let fresh = try Self.load(certificateFile, keyFile)
        current.withLock { $0 = fresh }
    }

    package func makeSession() throws(TransportError) -> TLSSession {
        let context = current.withLock { $0 }
        return try context.makeSession(owner: context, isServer: true)
    }

    private static func load(
        _ certificateFile: String, _ keyFile: String
    ) throws(TransportError) -> TLSContext {
        ThreadRole.requireBlockingAllowed("TLSServer.load")
        let context = try TLSContext(isServer: true)
        let pointer = unsafe context.pointer
        ERR_clear_error()
        guard unsafe SSL_CTX_use_certificate_chain_file(pointer, certificateFile) == 1 else {
            throw TransportError(
                .badCertificate, "no certificate chain in \(certificateFile): \(OpenSSLReason.last)"
            )
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(pointer, keyFile, SSL_FILETYPE_PEM) == 1,
            unsafe SSL_CTX_check_private_key(pointer) == 1
        else {
            throw TransportError(
                .badCertificate,
                "\(keyFile) is not the key of \(certificateFile): \(OpenSSLReason.last)")
        }
        unsafe SSL_CTX_set_alpn_select_cb(pointer, chooseProtocol, nil)
        return context
    }

    /// The one protocol we speak, as ALPN writes it: a length and a name (RFC 7301).
    static let http11: StaticString = "\u{8}http/1.1"

    /// Takes `http/1.1` where it is offered; a client that offers only others is told so.
    private static let chooseProtocol:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
            UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>?, UInt32,
            UnsafeMutableRawPointer?
        ) -> Int32 = { _, chosen, chosenCount, offered, offeredCount, _ in
            guard let chosen = unsafe chosen, let chosenCount = unsafe chosenCount,
                let offered = unsafe offered
            else { return SSL_TLSEXT_ERR_NOACK }
            let ours = unsafe http11.utf8Start
            let length = http11.utf8CodeUnitCount
            var position = 0
            while position < Int(offeredCount) {
                let count = Int(unsafe offered[position]) + 1
                guard position + count <= Int(offeredCount) else { break }
                if count == length, unsafe memcmp(offered + position, ours, length) == 0 {
                    unsafe chosen.pointee = offered + position + 1
                    unsafe chosenCount.pointee = UInt8(length - 1)
                    return SSL_TLSEXT_ERR_OK
                }
                position += count
            }
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
}
