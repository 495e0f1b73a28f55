import Host
import TestSupport
import Transport

@testable import HTTPServer
@testable import WebSocket

/// Sends back whatever comes.
let echo: WebSocketAcceptance.Session = { socket in
    do {
        while let message = try await socket.receive() { try await socket.send(message) }
    } catch {
        return  // What the client then sees is what the tests look at.
    }
}

extension HTTPServerLimits {
    /// Machines are busy with other suites: nobody here is cut off for being slow to begin.
    static var patient: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(300)
        return limits
    }
}

/// Lends a server all of whose resources are WebSockets.
func withSocketServer(
    limits: WebSocketLimits = WebSocketLimits(),
    tls: TLSServer? = nil, session: @escaping WebSocketAcceptance.Session = echo,
    _ body: (HTTPServer, SocketAddress) async throws -> Void
) async throws {
    let loop = try EventLoop(name: "sockets")
    try loop.start()
    defer { loop.stop() }
    let server = HTTPServer(on: [loop], limits: .patient) { request in
        let offered = request.fields.list(of: "Sec-WebSocket-Protocol")
        let chosen = offered.contains("echo") ? "echo" : nil
        return HTTPResponse(
            .switchingProtocols,
            body: .webSocket(
                WebSocketAcceptance(subprotocol: chosen, limits: limits, session: session)))
    }
    let address = try await server.listen(at: .ip(.loopback, port: 0), tls: tls)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await server.run() }
        defer { group.cancelAll() }
        try await body(server, address)
    }
}

/// Returns once somebody has connected, which is how a program of ours says that it is ready.
func firstCaller(of socket: ListeningSocket) async throws {
    let called = AsyncStream<Void>.makeStream()
    let acceptor = Acceptor(socket, on: RawConnection.loop) { accepted in
        accepted.refuse(isPlain: false)
        called.continuation.finish()
    } failed: { _ in
        called.continuation.finish()
    }
    RawConnection.loop.perform {
        do { try acceptor.start() } catch { called.continuation.finish() }
    }
    for await _ in called.stream {}
    RawConnection.loop.perform { acceptor.stop() }
}
