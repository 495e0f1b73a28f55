import Host
import Synchronization
import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// A server on loops of its own, for one test.
struct RunningServer: Sendable {
    let server: HTTPServer
    let address: SocketAddress

    func open(tls: TLSClient? = nil) async throws -> RawConnection {
        try await RawConnection.open(to: address, tls: tls)
    }

    /// Sends `text` on a fresh connection and reads until the server ends it.
    func exchange(_ text: String) async throws -> String {
        let connection = try await open()
        try await connection.send(text)
        return try await connection.readToEnd()
    }

    /// Waits until the server has no connection left.
    func untilIdle() async {
        await server.registry.wait(untilAtMost: 0)
    }
}

struct ServerSetup: Sendable {
    var address = SocketAddress.ip(.loopback, port: 0)
    var mode: UInt32 = 0o600
    var limits = HTTPServerLimits.patient
    var proxies = TrustedProxies.none
    var tls: TLSServer?
    var loops = 1
    var observer: (any HTTPServerObserver)?
}

extension HTTPServerLimits {
    /// For machines that are busy with other suites: only tests of a time-out meet one.
    static var patient: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(300)
        limits.bodyGrace = .seconds(300)
        return limits
    }
}

/// Runs a server while `body` runs, and stops it gracefully afterwards.
func withServer(
    _ setup: ServerSetup = ServerSetup(), handler: @escaping HTTPHandler,
    _ body: (RunningServer) async throws -> Void
) async throws {
    let loops = try (0..<setup.loops).map { try EventLoop(name: "server \($0)") }
    for loop in loops { try loop.start() }
    defer { for loop in loops { loop.stop() } }
    let server = HTTPServer(
        on: loops, limits: setup.limits, proxies: setup.proxies, observer: setup.observer,
        handler: handler)
    let address = try await server.listen(at: setup.address, mode: setup.mode, tls: setup.tls)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await server.run() }
        defer { group.cancelAll() }
        try await body(RunningServer(server: server, address: address))
    }
}

/// Opens once; whoever waits gets through.
final class Signal: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Also returns when the task is cancelled, so that a test past its time limit ends.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            open()
        }
    }
}
