internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Host
internal import Values

/// The beginning of a link: both ends show that they hold their keys, before anything else is
/// believed.
struct LinkGreeting {
    let parts: LinkParts
    let channel: FrameChannel

    /// What was agreed on.
    struct Agreement: Sendable {
        let welcome: Welcome
        let lives: [Life]
    }

    /// For the whole greeting: longer than a busy hub takes.
    static let patience = Duration.seconds(30)

    func greet() async throws -> Agreement {
        guard case .challenge(let challenge) = try await channel.receive().message else {
            throw Self.outOfOrder
        }
        let identity = parts.identity()
        if ProtocolVersions.ours.common(with: challenge.speaks) == nil {
            throw ProtocolError.mismatch(theirs: challenge.speaks, from: .hub)
        }
        guard challenge.hub == identity.hub else {
            throw LinkError(
                .foreignHub, "Another hub answers at this address.",
                advice: "Correct the address, or let this agent join that hub anew.")
        }
        // Before what the journal has: a run that is not claimed has said why by then.
        let claims = try await parts.runner.claims()
        let lives = try await parts.journal.lives()
        guard let current = lives.last else { preconditionFailure("a life has begun") }
        // As many as a hello may name; the others come when these are through.
        let told = Array(lives.dropLast().prefix(ProtocolLimits.journalsMax - 1)) + [current]
        let proof = LinkProof(
            hub: identity.hub, agent: identity.agent, incarnation: current.incarnation,
            hubNonce: challenge.nonce, agentNonce: SecureRandom.bytes(LinkProof.nonceSize))
        try await channel.send(.hello(hello(identity, proof, told, claims)))
        guard case .welcome(let welcome) = try await channel.receive().message else {
            throw Self.outOfOrder
        }
        guard identity.hubKey.verifies(welcome.signature, of: proof.bytes(signedBy: .hub)) else {
            throw LinkError(
                .foreignHub, "What answers at the hub's address cannot prove that it is the hub.",
                advice: "Look who answers there; nothing it said was done.")
        }
        return Agreement(welcome: welcome, lives: told)
    }

    private func hello(
        _ identity: AgentIdentity, _ proof: LinkProof, _ lives: [Life],
        _ claims: [RunClaimed]
    ) async throws -> Hello {
        Hello(
            program: parts.program, agent: identity.agent, incarnation: proof.incarnation,
            nonce: proof.agentNonce,
            signature: identity.signingKey.sign(proof.bytes(signedBy: .agent)),
            time: parts.wall.now, recorded: lives.last?.recorded ?? 0,
            journals: lives.compactMap(\.span),
            hubIncarnation: try await parts.journal.hubWord().incarnation,
            configuration: parts.book.hash, capabilities: parts.capabilities(),
            runs: claims)
    }

    private static var outOfOrder: ProtocolError {
        ProtocolError(.outOfOrder, "The hub did not begin as the protocol says.")
    }
}
