internal import AgentProtocol
internal import Domain
internal import Host
internal import Telemetry
internal import Values
internal import WebSocket

/// One connection from its first word to its last.
struct LinkSession: Sendable {
    let reception: LinkReception
    let address: String
    /// Called once the agent is believed.
    let whenBelieved: @Sendable () -> Void

    private var settings: LinkSettings { reception.settings }

    /// Returns when the connection is over.
    func run(_ socket: WebSocket) async {
        let outbox = LinkOutbox(
            framesMax: settings.outboxFramesMax, bytesMax: settings.outboxBytesMax)
        await withDiscardingTaskGroup { group in
            group.addTask(executorPreference: socket.loop) { await write(outbox, to: socket) }
            let goodbye = await converse(socket, outbox)
            outbox.end(with: goodbye)
        }
    }

    private func write(_ outbox: LinkOutbox, to socket: WebSocket) async {
        while let frame = await outbox.take() {
            do {
                try await socket.send(.text(String(decoding: frame, as: UTF8.self)))
            } catch {
                // The reader meets the same end and says why.
                return outbox.end(with: nil)
            }
        }
        await socket.sendClose(.normal, reason: "")
    }

    /// What to tell the other end last; nil where it needs no telling.
    private func converse(_ socket: WebSocket, _ outbox: LinkOutbox) async -> Goodbye? {
        do {
            guard let link = try await begin(socket, outbox) else { return nil }
            defer {
                reception.board.remove(link)
                link.questions.end()
            }
            whenBelieved()
            let log = reception.log.with("agent", link.agent.description)
            log.info("agent connected", ["client": address])
            defer { log.info("agent gone") }
            let conversation = LinkConversation(link: link, reception: reception)
            try await conversation.begin()
            while let envelope = try await next(socket) {
                link.heard(at: reception.clock.now)
                if case .answer(let given) = envelope.message {
                    link.questions.take(given.answer, to: envelope.answers)
                } else {
                    guard try await conversation.take(envelope.message) else { return nil }
                }
            }
            return nil
        } catch let error as ProtocolError {
            reception.log.warning(
                "an agent's message was refused",
                ["client": address, "code": error.kind.rawValue])
            return error.goodbye
        } catch let end as LinkEnd {
            reception.log.info(
                "an agent was sent away", ["client": address, "code": end.goodbye.code])
            return end.goodbye
        } catch is CancellationError {
            return .shuttingDown
        } catch is WebSocketError {
            return nil
        } catch {
            reception.log.warning(
                "a link was broken off", ["client": address, "reason": LoggedError(error)])
            return .unavailable
        }
    }

    /// Challenge, hello, welcome.
    private func begin(_ socket: WebSocket, _ outbox: LinkOutbox) async throws -> AgentLink? {
        let challenge = reception.challenge()
        _ = outbox.put(.challenge(challenge))
        guard let message = try await first(socket)?.message else { return nil }
        switch message {
        case .hello(let hello):
            return try await reception.receive(hello, to: challenge, outbox: outbox)
        case .goodbye: return nil
        default:
            throw ProtocolError(.outOfOrder, "The agent did not begin with a hello.")
        }
    }

    /// The first message, or an end for who says nothing for too long.
    private func first(_ socket: WebSocket) async throws -> Envelope<AgentMessage>? {
        try await withThrowingTaskGroup(of: Envelope<AgentMessage>?.self) { group in
            group.addTask(executorPreference: socket.loop) { try await next(socket) }
            group.addTask {
                try await ContinuousClock().sleep(for: settings.helloTime)
                throw LinkEnd(goodbye: .silent)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func next(_ socket: WebSocket) async throws -> Envelope<AgentMessage>? {
        guard let message = try await socket.receive() else { return nil }
        guard case .text(let text) = message else {
            throw ProtocolError(.notJSON, "The agent sent a frame that is no text.")
        }
        return try Envelope(parsing: Array(text.utf8))
    }
}
