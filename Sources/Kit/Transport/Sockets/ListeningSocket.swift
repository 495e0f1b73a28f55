internal import CShims
internal import Glibc
package import Host

/// A socket that takes connections. It is opened anywhere and then accepts on one loop.
package final class ListeningSocket: Sendable {
    /// What an accepted connection is: the descriptor, which the receiver owns, and who called.
    package struct Accepted: Sendable {
        package let descriptor: Int32
        /// Nil over a unix socket.
        package let peer: IPAddress?
    }

    /// The kernel's queue of connections not yet accepted; it caps this at `somaxconn`.
    private static let backlog: Int32 = 4096

    let descriptor: Int32
    /// With the port that the kernel chose where 0 was asked for.
    package let address: SocketAddress

    /// Listens at `address`. A unix socket that nobody answers on any more is replaced; one that
    /// is alive, and any other kind of file, is left alone.
    ///
    /// - Parameter mode: the permissions of a unix socket's path, from its first moment on.
    package init(at address: SocketAddress, mode: UInt32 = 0o600) throws(TransportError) {
        switch address {
        case .ip(let ip, let port):
            var endpoint = cshims_endpoint(ip, port: port)
            let result = unsafe cshims_socket_listen(&endpoint, Self.backlog)
            descriptor = try Self.check(result, address)
            _ = unsafe cshims_socket_name(descriptor, &endpoint)
            self.address = .ip(ip, port: endpoint.port)
        case .unix(let path):
            descriptor = try Self.listen(onPath: path, mode: mode, address)
            self.address = address
        }
    }

    deinit {
        if case .unix(let path) = address { unsafe unlink(path) }
        // A program that is being started holds a copy of every descriptor until it is: closing
        // alone would let callers wait in a queue that nobody serves.
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// The next waiting connection; nil when there is none right now.
    package func accept() throws(SystemError) -> Accepted? {
        var peer = cshims_endpoint()
        let result = unsafe cshims_socket_accept(descriptor, &peer)
        // A client that has gone again before it was accepted is no failure of ours.
        if [-EAGAIN, -ECONNABORTED, -EINTR].contains(result) { return nil }
        let accepted = try SystemError.check("accept", result, subject: address.description)
        return Accepted(descriptor: accepted, peer: peer.ip?.address)
    }

    private static func listen(
        onPath path: String, mode: UInt32, _ address: SocketAddress
    ) throws(TransportError) -> Int32 {
        var result = unsafe cshims_socket_listen_unix(path, mode, backlog)
        if result == -EADDRINUSE, isAbandonedSocket(path) {
            unsafe unlink(path)
            result = unsafe cshims_socket_listen_unix(path, mode, backlog)
        }
        return try check(result, address)
    }

    /// Whether the path is a socket that refuses connections: its server is gone without a word.
    private static func isAbandonedSocket(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            return false
        }
        let result = unsafe cshims_socket_connect_unix(path)
        if result >= 0 { close(result) }
        return result == -ECONNREFUSED
    }

    private static func check(
        _ result: Int32, _ address: SocketAddress
    ) throws(TransportError) -> Int32 {
        guard result < 0 else { return result }
        let reason = SystemError("listen", code: -result).reason
        throw result == -EADDRINUSE
            ? TransportError(.addressInUse, "\(address) is taken by another server")
            : TransportError(.addressUnusable, "cannot listen on \(address): \(reason)")
    }
}

extension ListeningSocket.Accepted {
    /// Makes a stream of the connection, on `loop` and called there. Where it throws, the
    /// connection is closed.
    package func stream(
        on loop: EventLoop, tls: TLSServer?
    ) throws(TransportError) -> ByteStream {
        var session: TLSSession?
        do throws(TransportError) {
            session = try tls?.makeSession()
        } catch {
            close(descriptor)
            throw error
        }
        return try ByteStream(takingOver: descriptor, on: loop, tls: session)
    }

    /// Turns the caller away: with a word where it can be understood, and without waiting.
    package func refuse(isPlain: Bool) {
        if isPlain {
            let answer = """
                HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n\
                Content-Length: 0\r\n\r\n
                """
            // An empty send buffer takes it whole, and nothing is lost if it does not.
            _ = unsafe Array(answer.utf8).withUnsafeBytes {
                unsafe cshims_socket_send(descriptor, $0.baseAddress, $0.count, nil, 0, nil, 0, 0)
            }
        }
        close(descriptor)
    }
}
