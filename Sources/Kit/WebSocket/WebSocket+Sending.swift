internal import Host
internal import Transport

extension WebSocket {
    /// Queues a message and sends what the kernel takes; returns at once unless more than
    /// `outboxBytesMax` wait, and then as soon as fewer do.
    package func send(_ message: WebSocketMessage) async throws {
        try await waitForSpace()
        guard !isCloseSent else { throw WebSocketError(.closed, "the WebSocket is closed") }
        append(message)
        flush()
        if let failure { throw failure }
    }

    func append(_ message: WebSocketMessage) {
        switch message {
        case .text(let text): encoder.append(.text, text.utf8, to: &outbox.bytes)
        case .binary(let bytes): encoder.append(.binary, bytes, to: &outbox.bytes)
        }
    }

    func waitForSpace() async throws {
        if let failure { throw failure }
        while outbox.count > limits.outboxBytesMax {
            await withCheckedContinuation { senders.append($0) }
            if let failure { throw failure }
        }
    }

    func flush() {
        guard failure == nil else { return }
        do throws(TransportError) {
            while outbox.count > 0, let sent = try stream.send(outbox.bytes, from: outbox.sent) {
                outbox.advance(by: sent)
            }
        } catch {
            fail(WebSocketError(.closed, error.message))
        }
        if outbox.count <= limits.outboxBytesMax { resumeSenders() }
        watchForStall()
    }

    func resumeSenders() {
        let waiting = senders
        senders = []
        for sender in waiting { sender.resume() }
    }

    /// Gives up on a peer that takes nothing for too long.
    private func watchForStall() {
        guard outbox.count > 0 else {
            if let stallTimer { loop.cancel(stallTimer) }
            stallTimer = nil
            return
        }
        guard stallTimer == nil else { return }
        let seen = outbox.total
        stallTimer = loop.schedule(after: limits.stallTimeout) { [weak self] in
            self?.assumeIsolated { $0.stallRang(since: seen) }
        }
    }

    private func stallRang(since seen: UInt64) {
        stallTimer = nil
        guard outbox.total == seen else { return watchForStall() }
        fail(WebSocketError(.unresponsive, "the peer takes nothing of what is sent"))
        stream.abort()
    }
}
