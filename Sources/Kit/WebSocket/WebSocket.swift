package import Host
package import Transport
internal import Values

/// One WebSocket, on either side (RFC 6455), on the loop of its connection.
///
/// One task receives, any number send: their messages go out whole and in the order they were
/// sent. Nothing is read from the socket except inside `receive`, so a slow receiver slows its
/// peer; a peer that takes nothing holds senders back once `outboxBytesMax` wait for it. Pings are
/// answered and asked inside `receive` as well. No extension is ever agreed to.
package actor WebSocket {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    /// What was agreed on in the handshake.
    package nonisolated let subprotocol: String?

    /// What the peer said when it closed.
    package private(set) var closeReceived: (code: WebSocketCloseCode?, reason: String)?

    let stream: ByteStream
    let limits: WebSocketLimits
    private var intake: FrameIntake
    var encoder: FrameEncoder
    var outbox = Outbox()
    /// Those who wait until less waits to be sent.
    var senders: [CheckedContinuation<Void, Never>] = []
    var stallTimer: TimerQueue.Timer?
    private var isReceiving = false
    private(set) var isCloseSent = false
    private(set) var failure: WebSocketError?
    private var closeTimer: TimerQueue.Timer?

    /// Takes over a connection whose handshake is complete.
    ///
    /// - Parameter leftover: what came behind the handshake and was read with it.
    package init(
        takingOver stream: ByteStream, isServer: Bool, limits: WebSocketLimits,
        subprotocol: String? = nil, leftover: [UInt8] = []
    ) {
        self.stream = stream
        self.limits = limits
        self.subprotocol = subprotocol
        loop = stream.loop
        intake = FrameIntake(
            FrameDecoder(expectsMasks: isServer, messageBytesMax: limits.messageBytesMax),
            leftover: leftover)
        encoder = FrameEncoder(masks: !isServer)
        stream.onLoss = { [weak self] in
            self?.assumeIsolated { $0.fail(.connectionLost) }
        }
        stream.onWritable = { [weak self] in
            self?.assumeIsolated { $0.flush() }
        }
    }

    isolated deinit {
        end()
    }

    // MARK: Receiving

    /// The next message; nil once the peer has closed in an orderly way.
    ///
    /// Call it in a loop, from one task. Throws `WebSocketError` when the socket has failed, and
    /// `CancellationError` when the task is cancelled, which leaves the socket usable.
    package func receive() async throws -> WebSocketMessage? {
        precondition(!isReceiving, "two tasks receive from one WebSocket")
        isReceiving = true
        defer { isReceiving = false }
        return try await withTaskCancellationHandler {
            try await nextMessage()
        } onCancel: {
            loop.perform { [weak self] in self?.assumeIsolated { $0.stream.wakeReader() } }
        }
    }

    private func nextMessage() async throws -> WebSocketMessage? {
        do {
            while closeReceived == nil {
                try Task.checkCancellation()
                guard let event = try await nextEvent() else { continue }
                if let message = try await handle(event) { return message }
            }
            return nil
        } catch let error as WebSocketError {
            fail(error)
            throw error
        } catch let error as TransportError {
            fail(WebSocketError(.closed, error.message))
            throw failure ?? .connectionLost
        }
    }

    private func handle(_ event: FrameDecoder.Event) async throws -> WebSocketMessage? {
        switch event {
        case .message(let message):
            // What arrives behind our own closing frame is not for anybody any more.
            return isCloseSent ? nil : message
        case .ping(let payload):
            if !isCloseSent { encoder.append(.pong, payload, to: &outbox.bytes) }
            flush()
            try await waitForSpace()
        case .pong: break
        case .close(let code, let reason):
            closeReceived = (code, reason)
            sendClose(code, reason: "")
        }
        return nil
    }

    /// Waits for bytes; nil after each arrival that did not complete a frame.
    private func nextEvent() async throws -> FrameDecoder.Event? {
        var isPinged = false
        while true {
            if let failure { throw failure }
            switch try intake.next(from: stream) {
            case .event(let event): return event
            case .progress: return nil
            case .end: throw WebSocketError.connectionLost
            case .nothing: break
            }
            let patience = isPinged ? limits.pongTimeout : limits.pingInterval
            let deadline = loop.now &+ UInt64(patience.milliseconds)
            if try await stream.becomesReadable(by: deadline) {
                if Task.isCancelled { return nil }
                continue
            }
            guard !isPinged else {
                throw WebSocketError(.unresponsive, "the peer answers no ping")
            }
            isPinged = true
            if !isCloseSent { encoder.append(.ping, [], to: &outbox.bytes) }
            flush()
        }
    }

    // MARK: Closing

    /// Says goodbye and waits, for a bounded time, until the peer has said so too. Messages still
    /// under way to us are dropped. Twice is harmless.
    package func close(_ code: WebSocketCloseCode = .normal, reason: String = "") async {
        sendClose(code, reason: reason)
        while !isReceiving, closeReceived == nil, failure == nil {
            do {
                _ = try await receive()
            } catch is CancellationError {
                break
            } catch {
                break  // The socket has failed, which ends it as well.
            }
        }
    }

    /// Queues a closing frame; the peer's answer, or `closeTimeout`, ends the socket.
    /// - Parameter message: Goes before it, however much waits.
    package func sendClose(
        _ code: WebSocketCloseCode?, reason: String, after message: WebSocketMessage? = nil
    ) {
        guard !isCloseSent, failure == nil else { return }
        isCloseSent = true
        if let message { append(message) }
        encoder.append(.close, code?.payload(reason: reason) ?? [], to: &outbox.bytes)
        flush()
        closeTimer = loop.schedule(after: limits.closeTimeout) { [weak self] in
            self?.assumeIsolated { $0.stream.abort() }
        }
    }

    /// Closes if nobody has yet, sends what still waits, and gives the connection back.
    package func finish() async {
        await close()
        while outbox.count > 0, failure == nil, stream.isOpen {
            let deadline = loop.now &+ UInt64(limits.closeTimeout.milliseconds)
            do {
                try await stream.writable(by: deadline)
                flush()
            } catch {
                break  // Nobody is left to read it.
            }
        }
        await stream.linger(
            bytesMax: limits.messageBytesMax,
            by: loop.now &+ UInt64(limits.closeTimeout.milliseconds))
        end()
    }

    func fail(_ error: WebSocketError) {
        guard failure == nil else { return }
        if let code = error.closeCode { sendClose(code, reason: error.message) }
        failure = error
        resumeSenders()
        stream.wakeReader()
    }

    private func end() {
        for timer in [stallTimer, closeTimer] { if let timer { loop.cancel(timer) } }
        stallTimer = nil
        closeTimer = nil
        if failure == nil { failure = WebSocketError(.closed, "the WebSocket is closed") }
        resumeSenders()
        stream.close()
    }
}

extension WebSocketError {
    fileprivate static let connectionLost = WebSocketError(
        .closed, "the connection ended without a goodbye")
}
