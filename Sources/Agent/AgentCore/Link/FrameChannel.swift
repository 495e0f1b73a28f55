internal import AgentProtocol
internal import WebSocket

/// One link as messages: frames out, frames in, each read strictly.
struct FrameChannel: Sendable {
    let socket: WebSocket

    func send(_ message: AgentMessage, answers: Int64? = nil) async throws {
        let envelope = Envelope(message, answers: answers)
        try await socket.send(.text(String(decoding: envelope.encoded, as: UTF8.self)))
    }

    /// The next message of the hub.
    /// - Throws: `LinkError` when it said goodbye or hung up, `ProtocolError` when what it sent is
    ///   no message.
    func receive() async throws -> Envelope<HubMessage> {
        switch try await socket.receive() {
        case .text(let text):
            let envelope = try Envelope<HubMessage>(parsing: Array(text.utf8))
            if case .goodbye(let goodbye) = envelope.message { throw LinkError(goodbye) }
            return envelope
        case .binary:
            throw ProtocolError(.notEnvelope, "The hub sent bytes where text is spoken.")
        case nil: throw LinkError(.closed, "The hub ended the link without a word.")
        }
    }

    /// The last word; nobody minds when it is not heard.
    /// - Parameter lingers: What the peer still sends is read and dropped for a while, or the last
    ///   word would go down with it.
    func say(_ goodbye: Goodbye, lingers: Bool = true) async {
        do {
            try await send(.goodbye(goodbye))
        } catch {
            return  // The line is gone already.
        }
        if lingers {
            await socket.finish()
        } else {
            await socket.sendClose(.normal, reason: goodbye.code)
        }
    }
}
