// docs/formats/agent-protocol.md

package import Domain
package import JSON
package import Values

/// An agent changes its keys: `POST /agent/v1/rotations`. Sending it again changes nothing more.
package struct RotationForm: Hashable, Sendable {
    package static let path = "/agent/v1/rotations"

    package let agent: ID<Agent>
    package let old: AgentKey
    package let new: AgentKey
    /// Ed25519 over `EnrolmentProof.rotation`, by either key.
    package let oldSignature: [UInt8]
    package let newSignature: [UInt8]

    package init(
        agent: ID<Agent>, old: AgentKey, new: AgentKey, oldSignature: [UInt8],
        newSignature: [UInt8]
    ) {
        self.agent = agent
        self.old = old
        self.new = new
        self.oldSignature = oldSignature
        self.newSignature = newSignature
    }

    package static let schema = Schema<RotationForm>.object(
        "RotationForm", "New keys of an agent, signed by the old ones.",
        Field("agent", \.agent, .id()), Field("old", \.old, .agentKey),
        Field("new", \.new, .agentKey),
        Field("oldSignature", \.oldSignature, .exactly(EnrolmentProof.signatureSize)),
        Field("newSignature", \.newSignature, .exactly(EnrolmentProof.signatureSize))
    ) { RotationForm(agent: $0, old: $1, new: $2, oldSignature: $3, newSignature: $4) }
}
