package import Host
package import Transport
internal import Values

/// Opens WebSockets to servers.
package struct WebSocketClient: Sendable {
    /// Where to go and what to ask for.
    package struct Request: Sendable {
        package enum Server: Sendable {
            case host(String, port: UInt16)
            case unix(path: String)
        }

        package var server: Server
        /// Path and query, already percent-encoded.
        package var target: String
        /// Whom to trust; nil for a connection without TLS.
        package var tls: TLSClient?
        package var fields: [(name: String, value: String)]
        package var subprotocols: [String]
        package var limits = WebSocketLimits()
        /// For name, connection, TLS and handshake together.
        package var timeout = Duration.seconds(20)

        package init(
            to server: Server, target: String = "/", tls: TLSClient? = nil,
            fields: [(name: String, value: String)] = [], subprotocols: [String] = []
        ) {
            self.server = server
            self.target = target
            self.tls = tls
            self.fields = fields
            self.subprotocols = subprotocols
        }
    }

    private let names = NameLookup()

    package init() {}

    /// Opens a WebSocket on `loop`, and calls this from there.
    ///
    /// Throws `TransportError` where no connection comes about and `WebSocketError` where the
    /// server refuses.
    package func open(_ request: Request, on loop: EventLoop) async throws -> WebSocket {
        let deadline = loop.now &+ UInt64(request.timeout.milliseconds)
        let stream = try await connect(request, on: loop, by: deadline)
        do {
            return try await shakeHands(over: stream, request, by: deadline)
        } catch {
            stream.close()
            throw error
        }
    }

    /// Tries the addresses of the name one after the other, each with its share of the time.
    private func connect(
        _ request: Request, on loop: EventLoop, by deadline: UInt64
    ) async throws -> ByteStream {
        guard case .host(let name, let port) = request.server else {
            return try await ByteStream.connect(
                to: request.address(), on: loop, tls: try request.session(), by: deadline)
        }
        let addresses = try await names.addresses(of: name)
        var failure = TransportError(.nameUnknown, "no address for \(name)")
        for (index, address) in addresses.enumerated() {
            let now = MonotonicTime.coarseMilliseconds
            let share = deadline > now ? (deadline - now) / UInt64(addresses.count - index) : 0
            do throws(TransportError) {
                return try await ByteStream.connect(
                    to: .ip(address, port: port), on: loop, tls: try request.session(),
                    by: now + share)
            } catch {
                failure = error
                // Another address of the same name would show the same certificate.
                if error.kind == .untrusted { break }
            }
        }
        throw failure
    }

    private func shakeHands(
        over stream: ByteStream, _ request: Request, by deadline: UInt64
    ) async throws -> WebSocket {
        let key = WebSocketKey.random()
        let head = request.head(key: key)
        try await stream.write(head, stall: UInt64(request.timeout.milliseconds))
        var answer: [UInt8] = []
        while true {
            if let end = answer.endOfHead {
                let head = try ResponseHead(answer[..<(end - 4)])
                let subprotocol = try head.requireAgreement(
                    key: key, subprotocols: request.subprotocols)
                return WebSocket(
                    takingOver: stream, isServer: false, limits: request.limits,
                    subprotocol: subprotocol, leftover: Array(answer[end...]))
            }
            guard answer.count <= ResponseHead.bytesMax else {
                throw WebSocketError(.refused, "the server's answer has no end")
            }
            switch try stream.read(into: &answer) {
            case .bytes: continue
            case .wouldBlock: try await stream.readable(by: deadline)
            case .end: throw WebSocketError(.refused, "the server hung up on the handshake")
            }
        }
    }
}

extension WebSocketClient.Request {
    fileprivate func session() throws(TransportError) -> TLSSession? {
        try tls?.makeSession(name: hostName)
    }

    private var hostName: String {
        switch server {
        case .host(let name, _): name
        case .unix: "localhost"
        }
    }

    fileprivate func address() throws(TransportError) -> SocketAddress {
        guard case .unix(let path) = server, let address = SocketAddress("unix:\(path)") else {
            throw TransportError(.unreachable, "the socket's path is not an absolute one")
        }
        return address
    }

    fileprivate func head(key: String) -> [UInt8] {
        var lines = ["GET \(target) HTTP/1.1", "Host: \(authority)"]
        lines += ["Upgrade: websocket", "Connection: Upgrade"]
        lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)"]
        if !subprotocols.isEmpty {
            lines.append("Sec-WebSocket-Protocol: \(subprotocols.joined(separator: ", "))")
        }
        for field in fields { lines.append("\(field.name): \(field.value)") }
        for line in lines {
            precondition(
                line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F },
                "a handshake has a control character in it")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private var authority: String {
        guard case .host(let name, let port) = server else { return "localhost" }
        let host = name.contains(":") ? "[\(name)]" : name
        return port == (tls == nil ? 80 : 443) ? host : "\(host):\(port)"
    }
}

extension [UInt8] {
    /// The index behind the first empty line.
    fileprivate var endOfHead: Int? {
        guard count >= 4 else { return nil }
        for index in 3..<count where self[index] == 0x0A {
            if self[index - 1] == 0x0D, self[index - 2] == 0x0A, self[index - 3] == 0x0D {
                return index + 1
            }
        }
        return nil
    }
}
