internal import CShims
internal import Glibc
package import Host

extension ByteStream {
    /// Connects to `address`, and completes the TLS handshake where a session is given.
    ///
    /// - Parameter deadline: for all of it, in milliseconds of the loop's clock.
    package static func connect(
        to address: SocketAddress, on loop: EventLoop, tls: TLSSession? = nil, by deadline: UInt64
    ) async throws(TransportError) -> ByteStream {
        let result: Int32
        switch address {
        case .ip(let ip, let port):
            var endpoint = cshims_endpoint(ip, port: port)
            result = unsafe cshims_socket_connect(&endpoint)
        case .unix(let path):
            result = unsafe cshims_socket_connect_unix(path)
        }
        guard result >= 0 else { throw unreachable(address, -result) }
        let stream = try ByteStream(
            takingOver: result, on: loop, tls: tls, isConnected: false)
        do throws(TransportError) {
            // Sockets of the file system are connected at once and tell of no change.
            try await stream.writable(by: deadline)
            let outcome = cshims_socket_outcome(result)
            guard outcome == 0 else { throw unreachable(address, -outcome) }
            try await stream.handshake(by: deadline)
        } catch {
            stream.close()
            throw error
        }
        return stream
    }

    private static func unreachable(_ address: SocketAddress, _ code: Int32) -> TransportError {
        let reason = SystemError("connect", code: code).reason
        return TransportError(.unreachable, "cannot connect to \(address): \(reason)")
    }
}
