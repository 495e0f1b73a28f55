internal import Glibc
package import Host

/// Takes connections from a listening socket on one loop and gives them to its owner one by one.
///
/// It stops taking when descriptors or memory run out and tries again a little later: the waiting
/// clients stay in the kernel's queue, and the loop does not spin.
package final class Acceptor: ReadinessHandler, @unchecked Sendable {
    // `@unchecked Sendable`: everything mutable is touched on the loop's thread alone, which each
    // entry point checks.

    /// How long to leave the queue alone after `EMFILE` and its kin: time for connections to end.
    private static let backOff = Duration.milliseconds(100)
    /// Connections taken in one go, so that those already open are served in between.
    private static let batch = 64

    /// Nil once stopped: with its last reference the kernel closes the queue behind it.
    private var socket: ListeningSocket?
    private let loop: EventLoop
    private let accepted: @Sendable (ListeningSocket.Accepted) -> Void
    private let failed: @Sendable (SystemError) -> Void
    private var registration: EventLoop.Registration?
    private var pause: TimerQueue.Timer?

    /// - Parameter failed: told of every failure to accept; accepting goes on by itself.
    package init(
        _ socket: ListeningSocket, on loop: EventLoop,
        accepted: @escaping @Sendable (ListeningSocket.Accepted) -> Void,
        failed: @escaping @Sendable (SystemError) -> Void
    ) {
        self.socket = socket
        self.loop = loop
        self.accepted = accepted
        self.failed = failed
    }

    /// Called on the loop, as are all of these.
    package func start() throws {
        guard let socket else { return }
        registration = try loop.register(socket.descriptor, for: .readable, handler: self)
    }

    /// Takes no more connections, and closes the socket: callers are refused from here on.
    package func stop() {
        loop.checkIsolated()
        if let registration, let socket { loop.unregister(registration, of: socket.descriptor) }
        if let pause { loop.cancel(pause) }
        socket = nil
        registration = nil
        pause = nil
    }

    package func becameReady(_ readiness: Readiness) {
        do {
            for _ in 0..<Self.batch {
                guard let next = try socket?.accept() else { return }
                accepted(next)
            }
        } catch {
            failed(error)
            rest()
        }
    }

    private func rest() {
        guard let registration, let socket, pause == nil else { return }
        do {
            try loop.update(registration, of: socket.descriptor, to: [])
        } catch {
            return  // Without a rest it only tries again sooner.
        }
        pause = loop.schedule(after: Self.backOff) { [self] in
            pause = nil
            do {
                try loop.update(registration, of: socket.descriptor, to: .readable)
            } catch {
                rest()
            }
        }
    }
}
