// docs/formats/agent-protocol.md

package import JSON

/// What one end sends: a closed union of messages, told apart by `kind`.
package protocol ProtocolMessage: JSONCoded, Hashable {
    /// Who sends these.
    static var sender: ProtocolEnd { get }
    /// Every kind there is, as written.
    static var kinds: [String] { get }
    /// What ends the link; its form is the same in all versions.
    static func goodbye(_ goodbye: Goodbye) -> Self
}

/// One frame: a version, a number where an answer is wanted or given, and the message.
package struct Envelope<Message: ProtocolMessage>: Hashable, Sendable {
    package let message: Message
    /// Of a question: the answer carries it in `answers`.
    package let asks: Int64?
    package let answers: Int64?

    package init(_ message: Message, asks: Int64? = nil, answers: Int64? = nil) {
        self.message = message
        self.asks = asks
        self.answers = answers
    }

    package var encoded: [UInt8] { Self.schema.encode(self) }

    static var schema: Schema<Envelope> {
        Schema.object(
            "\(Message.sender.rawValue == "hub" ? "Hub" : "Agent")Envelope",
            "One frame of a link.",
            Field(
                "version", { _ in ProtocolVersions.ours.greatest },
                .integer(ProtocolVersions.ours.least...ProtocolVersions.ours.greatest)),
            Field(optional: "asks", \.asks, .integer(1...Int64.max)),
            Field(optional: "answers", \.answers, .integer(1...Int64.max)),
            Field("message", \.message, Message.schema)
        ) { _, asks, answers, message in Envelope(message, asks: asks, answers: answers) }
    }
}

extension Envelope {
    /// Reads a frame of the other end, strictly and within bounds.
    package init(parsing frame: [UInt8]) throws(ProtocolError) {
        let sender = Message.sender
        let limit = ProtocolLimits.frameMax(from: sender)
        guard frame.count <= limit else {
            throw ProtocolError(
                .tooLarge, "A frame of the \(sender.rawValue) is larger than \(limit) bytes.")
        }
        let json = try Self.json(frame)
        guard let version = json["version"]?.wholeNumber, let message = json["message"],
            let kind = message["kind"]?.text
        else {
            throw ProtocolError(
                .notEnvelope, "A frame of the \(sender.rawValue) is no message of Holdfast.",
                advice: "Make sure that its address is that of a Holdfast hub.")
        }
        // A last word is read whatever its version: it says why there is nothing else.
        if kind == Goodbye.kind, let goodbye = Goodbye(anyVersion: message) {
            self.init(Message.goodbye(goodbye))
            return
        }
        let ours = ProtocolVersions.ours
        guard version >= Int64(ours.least), version <= Int64(ours.greatest) else {
            throw .mismatch(theirs: ProtocolVersions(saidIn: message, version), from: sender)
        }
        guard Message.kinds.contains(where: { $0.utf8.elementsEqual(kind.utf8) }) else {
            throw ProtocolError(
                .unknownKind,
                "The \(sender.rawValue) sent a message of a kind that is not known here.",
                advice: """
                    Update holdfast on the machine of the \(sender.other.rawValue), or on both.
                    """)
        }
        do {
            self = try Self.schema.decode(json)
        } catch {
            throw ProtocolError(
                .malformed, "The \(sender.rawValue) sent a message that is not as it should be.",
                violations: error)
        }
    }

    private static func json(_ frame: [UInt8]) throws(ProtocolError) -> JSON {
        do {
            return try JSON(parsing: frame, depthLimit: ProtocolLimits.depthMax)
        } catch {
            throw ProtocolError(
                .notJSON, "A frame of the \(Message.sender.rawValue) is no JSON: \(error)")
        }
    }
}

extension ProtocolVersions {
    /// From a first message of any version, which says in `speaks` what its sender knows.
    fileprivate init?(saidIn message: JSON, _ version: Int64) {
        let said = [message["speaks"]?[0]?.wholeNumber, message["speaks"]?[1]?.wholeNumber]
            .compactMap { $0.flatMap { Int(exactly: $0) } }
        if said.count == 2, 0 <= said[0], said[0] <= said[1] {
            self.init(least: said[0], greatest: said[1])
        } else if let version = Int(exactly: version), version >= 0 {
            self.init(least: version, greatest: version)
        } else {
            return nil
        }
    }
}
