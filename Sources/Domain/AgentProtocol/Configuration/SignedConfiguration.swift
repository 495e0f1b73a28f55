package import Domain
internal import JSON
package import Values

/// A configuration as it travels and as the agent keeps it: the bytes, and the hub's signature.
package struct SignedConfiguration: Hashable, Sendable {
    package let content: [UInt8]
    /// Ed25519, by the hub's key that was pinned at enrolment, over `signedBytes`.
    package let signature: [UInt8]

    package init(content: [UInt8], signature: [UInt8]) {
        self.content = content
        self.signature = signature
    }

    package static let contentMax = 5 << 20

    /// What is signed: nothing else that the hub signs begins like it.
    package static func signedBytes(_ content: [UInt8]) -> [UInt8] {
        Array("holdfast-agent-configuration-1\n".utf8) + content
    }

    static let schema = Schema<SignedConfiguration>.object(
        "SignedConfiguration", "A configuration and its signature.",
        Field("content", \.content, .bytes(contentMax)),
        Field("signature", \.signature, .exactly(64))
    ) { SignedConfiguration(content: $0, signature: $1) }

    package static func sign(
        _ configuration: AgentConfiguration, by sign: ([UInt8]) throws -> [UInt8]
    ) rethrows -> SignedConfiguration {
        let content = AgentConfiguration.schema.encode(configuration)
        return SignedConfiguration(
            content: content, signature: try sign(signedBytes(content)))
    }

    /// SHA-256 of the content: what wanted and applied configurations are compared by.
    package func hash(sha256: SHA256Function) -> [UInt8] { sha256(content) }

    /// Why an agent does not take a configuration.
    package enum Refusal: Error, Hashable, Sendable {
        case badSignature
        case malformed(ProtocolError)
        /// It is another agent's, or another hub's.
        case foreign
        /// It is older than the one that holds.
        case replayed
    }

    /// The configuration, checked; nothing of an unsigned one is even parsed.
    /// - Parameters:
    ///   - current: The one that holds; nil for none.
    ///   - verify: Whether a signature over bytes is the pinned hub's.
    package func open(
        for agent: ID<Agent>, of hub: ID<Hub>, after current: AgentConfiguration?,
        verify: (_ signature: [UInt8], _ bytes: [UInt8]) -> Bool
    ) throws(Refusal) -> AgentConfiguration {
        guard verify(signature, Self.signedBytes(content)) else { throw .badSignature }
        let configuration = try parsed()
        guard configuration.agent == agent, configuration.hub == hub else { throw .foreign }
        // A hub restored from its backup counts anew, in another incarnation.
        if let current, current.hubIncarnation == configuration.hubIncarnation,
            configuration.serial < current.serial
        {
            throw .replayed
        }
        return configuration
    }

    private func parsed() throws(Refusal) -> AgentConfiguration {
        do {
            return try AgentConfiguration.schema.decode(
                JSON(parsing: content, depthLimit: ProtocolLimits.depthMax))
        } catch {
            throw .malformed(
                ProtocolError(
                    .malformed, "The configuration is not as it should be.",
                    advice: "Update holdfast on the machine of the agent.",
                    violations: error as? Violations))
        }
    }
}
