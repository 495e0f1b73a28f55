// docs/formats/agent-protocol.md

package import Domain
package import Values

/// What is signed outside of a link. Each statement begins with a line of its own, so that none
/// passes for another.
package enum EnrolmentProof {
    package static let signatureSize = 64
    package static let nonceSize = 32

    /// By the agent's key: it has the private key, and this token is meant for it.
    package static func enrolment(key: AgentKey, token: EnrolmentToken) -> [UInt8] {
        statement(
            "holdfast-agent-enrolment-1",
            [Hex.encode(key.signing), Hex.encode(key.sealing), token.text])
    }

    /// By the agent's key: whoever asks is whoever announced itself.
    package static func announcement(
        hub: ID<Hub>, _ announcement: ID<PendingAgent>, nonce: [UInt8]
    ) -> [UInt8] {
        statement(
            "holdfast-agent-announcement-1",
            [hub.description, announcement.description, Hex.encode(nonce)])
    }

    /// By the old key and by the new one: the same agent holds both.
    package static func rotation(
        hub: ID<Hub>, agent: ID<Agent>, from old: AgentKey, to new: AgentKey
    ) -> [UInt8] {
        statement(
            "holdfast-agent-rotation-1",
            [
                hub.description, agent.description, Hex.encode(old.signing),
                Hex.encode(old.sealing), Hex.encode(new.signing), Hex.encode(new.sealing),
            ])
    }

    /// A version line, then each field as a netstring.
    static func statement(_ title: String, _ fields: [String]) -> [UInt8] {
        let netstrings = fields.map { "\($0.utf8.count):\($0)," }
        return Array("\(title)\n\(netstrings.joined())".utf8)
    }
}

/// The token that lets a machine join, as it travels.
package struct EnrolmentToken: Hashable, Sendable, Redacted {
    /// For sending and for hashing, never for showing.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}
