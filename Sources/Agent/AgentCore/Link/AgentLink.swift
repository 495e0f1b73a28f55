internal import AgentProtocol
internal import Domain
package import Host
internal import Telemetry
package import Transport
internal import Values
internal import WebSocket

/// Keeps a link to the hub for as long as the agent lives: one after the other, with waits that
/// grow while the hub cannot be reached.
package struct AgentLink: Sendable {
    private let parts: LinkParts
    private let address: HubAddress
    private let trust: @Sendable () -> TLSTrust
    private let loop: EventLoop
    /// Told why each link ended.
    private let onEnd: @Sendable (any Error) -> Void

    /// - Parameter trust: Whom to believe over TLS, at this moment: a hub extends it before a
    ///   renewal.
    package init(
        _ parts: LinkParts, to address: HubAddress, trust: @escaping @Sendable () -> TLSTrust,
        loop: EventLoop, onEnd: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.parts = parts
        self.address = address
        self.trust = trust
        self.loop = loop
        self.onEnd = onEnd
    }

    private static let waits = Backoff(first: .seconds(1), longest: .seconds(60))
    /// Who was revoked, or met its double, waits for people.
    private static let longWait = Duration.seconds(600)

    /// What comes after a link.
    private enum Next: Hashable {
        case later
        case muchLater
    }

    /// Returns when the task is cancelled.
    package func run() async {
        var failures = 0
        while !Task.isCancelled {
            let welcomed = Flag()
            var next = Next.later
            do {
                try parts.keyring?.reload()
                let socket = try await open()
                try await LinkSession(parts, FrameChannel(socket: socket)).run {
                    welcomed.raise()
                }
            } catch is CancellationError {
                return
            } catch {
                parts.log.warning("link ended", ["reason": "\(error)"])
                onEnd(error)
                next = await after(error, isHub: welcomed.isRaised)
            }
            failures = welcomed.isRaised ? 1 : failures + 1
            do {
                try await parts.timer.sleep(for: wait(next, failures))
            } catch {
                return
            }
        }
    }

    /// Half of the wait is chance, so that a fleet does not come back in one second.
    private func wait(_ next: Next, _ failures: Int) -> Duration {
        let wait = next == .muchLater ? Self.longWait : Self.waits.wait(after: failures)
        return wait / 2 + .milliseconds(Int64.random(in: 0...max(1, wait.milliseconds / 2)))
    }

    @concurrent
    private func open() async throws -> WebSocket {
        var request = try address.request(trust: trust())
        request.limits.messageBytesMax = ProtocolLimits.hubFrameMax
        return try await withTaskExecutorPreference(loop) {
            try await WebSocketClient().open(request, on: loop)
        }
    }

    /// What the end of a link says about this agent.
    /// - Parameter isHub: Whether whoever said it had proved to be the hub. Nobody else stops the
    ///   schedules of a machine.
    private func after(_ error: any Error, isHub: Bool) async -> Next {
        guard case .goodbye(let code)? = (error as? LinkError)?.kind else { return .later }
        do {
            switch code {
            case "reincarnate": try await parts.journal.beginLife(parts.ids.next())
            case "cloned" where isHub: try await parts.book.adopt(.paused)
            case "revoked" where isHub: try await parts.book.adopt(.revoked)
            default: break
            }
        } catch {
            parts.log.error("journal cannot be written", ["reason": "\(error)"])
        }
        return ["cloned", "revoked"].contains(code) ? .muchLater : .later
    }
}
