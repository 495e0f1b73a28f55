package import Values

/// What happens when a source is due while a run of it has not ended.
package enum OverlapPolicy: String, Hashable, Sendable, CaseIterable {
    /// The new one is skipped.
    case reject
    /// The new one waits, and is the only one that does.
    case queue
}

/// What one run must have for itself while it goes on.
package enum RunClaim: Hashable, Sendable {
    case source(ID<Source>)
    case vault(ID<KnownVault>)
    case agent(ID<Agent>)
}

extension Run {
    /// Backups of a source follow each other; so does everything that looks after one vault; and
    /// nothing begins on an agent that is being replaced. Reading disturbs nobody.
    package var claims: Set<RunClaim> {
        switch kind {
        case .backup: Set(subject.source.map { [.source($0)] } ?? [])
        case .check, .forget, .prune, .unlock, .initialize, .delete, .copy:
            Set(subject.vaults.map(RunClaim.vault))
        case .update: Set(subject.agent.map { [.agent($0)] } ?? [])
        case .restore, .drill, .export: []
        }
    }
}

package enum OverlapRule {
    package enum Decision: Hashable, Sendable {
        case start
        /// In the queue, behind the run that holds the claim.
        case wait
        case skip(SkipReason)
    }

    /// Decides about a firing of one source.
    /// - Parameters:
    ///   - active: Whether a run of the source is with its agent or waits for another attempt.
    ///   - isOneWaiting: Whether a further one is in the queue already.
    package static func decide(
        _ policy: OverlapPolicy, active: Bool, isOneWaiting: Bool
    ) -> Decision {
        if !active { return isOneWaiting ? .skip(.overlap) : .start }
        switch policy {
        case .reject: return .skip(.overlap)
        case .queue: return isOneWaiting ? .skip(.overlap) : .wait
        }
    }
}
