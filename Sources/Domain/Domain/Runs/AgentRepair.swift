package import Values

/// What an agent finds in its journal when it starts.
package enum AgentRepair {
    package enum Decision: Hashable, Sendable {
        /// Nothing was begun.
        case keep
        case step(RunStep)
        /// Another attempt, for the vaults that have no snapshot yet. What the last one left
        /// behind is continued where the format can, and swept where it cannot.
        case resume(vaults: [ID<KnownVault>])
    }

    /// - Parameters:
    ///   - outcomes: What the journal says of the run's vaults.
    ///   - isOwn: Whether this agent fired it itself. What a hub gave out is the hub's to give
    ///     out again.
    package static func atStart(
        kind: RunKind, position: RunPosition, outcomes: VaultOutcomes, isOwn: Bool,
        retry: SourceRetry
    ) -> Decision {
        switch position.state {
        case .queued: return .keep
        // Accepted and not begun: an agent's own goes back in its queue.
        case .leased: return isOwn ? .step(.release) : .step(.interrupt)
        case .cancelling: return .step(.interrupt)
        case .running, .finalizing:
            guard isOwn, kind.isRetried, position.attempt < retry.attemptsMax else {
                return .step(.interrupt)
            }
            // All snapshots there: only the last word was lost.
            return outcomes.unfinished.isEmpty
                ? .step(.finish(.succeeded)) : .resume(vaults: outcomes.unfinished)
        case .succeeded, .warned, .failed, .cancelled, .skipped: return .keep
        }
    }
}
