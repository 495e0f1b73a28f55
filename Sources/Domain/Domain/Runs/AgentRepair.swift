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
            // All is there: only the last word was lost.
            if !outcomes.vaults.isEmpty, outcomes.unfinished.isEmpty {
                return .step(.finish(.succeeded))
            }
            // Whoever was at its end may be one attempt from having a snapshot, or have one that a
            // vault did not tell of yet.
            let attempts = retry.attemptsMax + (position.state == .finalizing ? 1 : 0)
            guard isOwn, kind.isRetried, position.attempt < attempts else {
                return .step(.interrupt)
            }
            return .resume(vaults: outcomes.unfinished)
        case .succeeded, .warned, .failed, .cancelled, .skipped: return .keep
        }
    }
}
