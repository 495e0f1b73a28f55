package import AgentProtocol
internal import Cryptography
package import Domain
internal import Synchronization

/// The configuration this agent goes by, and what the hub lets it do. It is in the journal before
/// it is here, so that a new life goes by the same, with a hub or without.
package final class ConfigurationBook: Sendable {
    private struct State {
        var configuration: AgentConfiguration?
        var hash: [UInt8]?
        var standing = AgentStanding.active
    }

    private let identity: @Sendable () -> AgentIdentity
    private let journal: Journal
    private let state = Mutex(State())
    /// Rung when another configuration holds, or the hub said something of this agent.
    package let changed = Bell()

    /// - Parameter identity: Whose configuration it has to be, and of which hub.
    package init(
        _ journal: Journal, identity: @escaping @Sendable () -> AgentIdentity
    ) async throws {
        self.journal = journal
        self.identity = identity
        let standing = try await journal.hubWord().standing
        state.withLock { $0.standing = standing }
        guard let kept = try await journal.configuration() else { return }
        let content = try AgentKeys.open(kept.sealed, with: identity().boxKeys)
            .withBytes { [UInt8](copying: $0) }
        // Checked again: the journal's file may have been in other hands.
        let signed = SignedConfiguration(content: content, signature: kept.signature)
        let configuration = try open(signed, after: nil)
        state.withLock {
            $0.configuration = configuration
            $0.hash = SHA256.hash(content).bytes
        }
    }

    package var configuration: AgentConfiguration? { state.withLock { $0.configuration } }
    /// SHA-256 of the content of the one that holds.
    package var hash: [UInt8]? { state.withLock { $0.hash } }
    package var standing: AgentStanding { state.withLock { $0.standing } }
    /// How many runs at once.
    package var capacity: Int {
        state.withLock { $0.configuration?.capacity ?? AgentConfiguration.capacityDefault }
    }

    /// Goes by another configuration from now on, if it is the hub's and newer.
    package func adopt(_ signed: SignedConfiguration) async throws {
        let configuration = try open(signed, after: self.configuration)
        var content = signed.content
        let sealed = try SealedBox.seal(
            Secret(taking: &content), to: identity().boxKey.publicKey)
        try await journal.keep(
            Journal.KeptConfiguration(sealed: sealed, signature: signed.signature))
        let hash = SHA256.hash(signed.content).bytes
        state.withLock {
            $0.configuration = configuration
            $0.hash = hash
        }
        changed.ring()
    }

    package func adopt(_ standing: AgentStanding) async throws {
        guard standing != self.standing else { return }
        try await journal.remember(standing)
        state.withLock { $0.standing = standing }
        changed.ring()
    }

    private func open(
        _ signed: SignedConfiguration, after current: AgentConfiguration?
    ) throws(SignedConfiguration.Refusal) -> AgentConfiguration {
        let identity = identity()
        return try signed.open(for: identity.agent, of: identity.hub, after: current) {
            identity.hubKey.verifies($0, of: $1)
        }
    }
}
