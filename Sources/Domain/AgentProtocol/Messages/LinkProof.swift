package import Domain
package import Values

/// What both ends sign when a link begins: each proves its key on a number the other one chose, so
/// nothing that was heard can be played again, and no bearer lies on any disk.
package struct LinkProof: Hashable, Sendable {
    package static let nonceSize = 32

    package let hub: ID<Hub>
    package let agent: ID<Agent>
    package let incarnation: ID<Incarnation>
    package let hubNonce: [UInt8]
    package let agentNonce: [UInt8]

    package init(
        hub: ID<Hub>, agent: ID<Agent>, incarnation: ID<Incarnation>, hubNonce: [UInt8],
        agentNonce: [UInt8]
    ) {
        self.hub = hub
        self.agent = agent
        self.incarnation = incarnation
        self.hubNonce = hubNonce
        self.agentNonce = agentNonce
    }

    /// A version line with the end that signs, then each field as a netstring.
    package func bytes(signedBy end: ProtocolEnd) -> [UInt8] {
        var bytes = Array("holdfast-link-1 \(end.rawValue)\n".utf8)
        let fields = [
            hub.description, agent.description, incarnation.description, Hex.encode(hubNonce),
            Hex.encode(agentNonce),
        ]
        for field in fields { bytes += Array("\(field.utf8.count):\(field),".utf8) }
        return bytes
    }
}
