package import Host
internal import Synchronization
package import Transport
internal import Values

/// An HTTP/1.1 server on event loops of its owner's.
///
/// The first loop accepts and deals connections out in turn; each is then served by its loop alone.
package final class HTTPServer: Sendable {
    private let context: ServerContext
    private let loops: [LoopContext]
    private let listeners = Mutex<[(acceptor: Acceptor, address: SocketAddress)]>([])
    private let nextLoop = Atomic<Int>(0)

    /// - Parameters:
    ///   - loops: at least one, started, and running until after `run` has returned.
    ///   - handler: answers every request; see `HTTPHandler`.
    package init(
        on loops: [EventLoop], limits: HTTPServerLimits = HTTPServerLimits(),
        proxies: TrustedProxies = .none, observer: (any HTTPServerObserver)? = nil,
        handler: @escaping HTTPHandler
    ) {
        precondition(!loops.isEmpty, "a server needs a loop to run on")
        self.loops = loops.map { LoopContext(loop: $0) }
        context = ServerContext(
            limits: limits, proxies: proxies, observer: observer, handler: handler)
    }

    var registry: ConnectionRegistry { context.registry }

    package var connectionCount: Int { registry.count }

    /// Begins to accept at `address`, under TLS where `tls` is given. May be called for several
    /// addresses, before and while the server runs.
    ///
    /// - Parameter mode: the permissions of a unix socket's path.
    /// - Returns: the address with the port that was chosen where 0 was asked for.
    package func listen(
        at address: SocketAddress, mode: UInt32 = 0o600, tls: TLSServer? = nil
    ) async throws -> SocketAddress {
        let socket = try ListeningSocket(at: address, mode: mode)
        let acceptor = Acceptor(socket, on: loops[0].loop) { [self] accepted in
            take(accepted, tls: tls)
        } failed: { [self] error in
            context.observer?.acceptFailed(error.description)
        }
        try await onFirstLoop { try acceptor.start() }
        listeners.withLock { $0.append((acceptor, socket.address)) }
        return socket.address
    }

    /// Runs until the calling task is cancelled, then stops gracefully: no new connections, idle
    /// ones closed, requests in flight finished within `drainTimeout`, whatever is left cut off.
    package func run() async {
        let gate = Gate()
        await withTaskCancellationHandler {
            await gate.wait()
        } onCancel: {
            gate.open()
        }
        await stop()
    }

    private func stop() async {
        let open = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in open { await perform { listener.acceptor.stop() } }
        for connection in registry.all {
            connection.loop.perform { connection.assumeIsolated { $0.drain() } }
        }
        let registry = registry
        let limit = context.limits.drainTimeout
        loops[0].loop.perform { [loop = loops[0].loop] in
            loop.schedule(after: limit) {
                for connection in registry.all {
                    connection.loop.perform { connection.assumeIsolated { $0.cut() } }
                }
            }
        }
        await registry.wait(untilAtMost: 0)
    }

    // MARK: Connections

    private func take(_ accepted: ListeningSocket.Accepted, tls: TLSServer?) {
        let isProxy = context.proxies.trust(accepted.peer)
        let counted = isProxy ? nil : accepted.peer
        guard let id = registry.enter(counted: counted) else {
            context.observer?.turnedAway(accepted.peer.map { .ip($0) } ?? .local)
            accepted.refuse(isPlain: tls == nil)
            return
        }
        context.observer?.connectionsChanged(to: registry.count)
        let turn = nextLoop.add(1, ordering: .relaxed).oldValue
        let loop = loops[turn % loops.count]
        if loop.loop.isCurrent {
            open(accepted, id, on: loop, tls: tls)
        } else {
            loop.loop.perform { [self] in
                open(accepted, id, on: loop, tls: tls)
            }
        }
    }

    private func open(
        _ accepted: ListeningSocket.Accepted, _ id: ConnectionID, on loop: LoopContext,
        tls: TLSServer?
    ) {
        do {
            // From here on the descriptor belongs to the stream, also if making it fails.
            let stream = try accepted.stream(on: loop.loop, tls: tls)
            let connection = HTTPConnection(
                id: id, stream: stream, peer: accepted.peer, server: context, context: loop)
            registry.add(connection)
            connection.assumeIsolated {
                $0.start { [self] in
                    registry.leave(id)
                    context.observer?.connectionsChanged(to: registry.count)
                }
            }
        } catch {
            context.observer?.acceptFailed("\(error)")
            registry.leave(id)
        }
    }

    private func onFirstLoop(_ action: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            loops[0].loop.perform { continuation.resume(with: Result(catching: action)) }
        }
    }

    private func perform(_ action: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            loops[0].loop.perform {
                action()
                continuation.resume()
            }
        }
    }
}

/// Opens once; who waits before or after gets through.
private final class Gate: Sendable {
    private enum State {
        case closed
        case awaited(CheckedContinuation<Void, Never>)
        case open
    }

    private let state = Mutex(State.closed)

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if case .open = state { return true }
                state = .awaited(continuation)
                return false
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .open }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume()
    }
}
