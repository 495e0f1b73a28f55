package import Values

/// What becomes of a run that waits for its agent: tried on every hello and by a ticker, with waits
/// in between, and dropped in the end. Every drop is audited.
package enum PendingRule {
    package enum Decision: Hashable, Sendable {
        /// Give it to the agent.
        case dispatch
        case wait(until: Timestamp)
        /// It is skipped, for this reason.
        case drop(SkipReason)
    }

    /// What is known of whom the run waits for.
    package struct Situation: Hashable, Sendable {
        package var isAgentOnline: Bool
        /// Whether source, vault and agent are still there.
        package var isSubjectThere: Bool
        /// Whether the source, and the schedule that fired, are switched on. What a person asks
        /// for is done for a source that is switched off too.
        package var isEnabled: Bool
        package var isHubFrozen: Bool

        package init(
            isAgentOnline: Bool = true, isSubjectThere: Bool = true, isEnabled: Bool = true,
            isHubFrozen: Bool = false
        ) {
            self.isAgentOnline = isAgentOnline
            self.isSubjectThere = isSubjectThere
            self.isEnabled = isEnabled
            self.isHubFrozen = isHubFrozen
        }
    }

    /// - Parameter tries: How often the agent was tried in vain.
    package static func decide(
        _ run: Run, _ situation: Situation, retry: SourceRetry, tries: Int, now: Timestamp
    ) -> Decision {
        guard situation.isSubjectThere else { return .drop(.gone) }
        if situation.isHubFrozen, run.kind.isDestructive { return .drop(.frozen) }
        if case .firing = run.cause, !situation.isEnabled { return .drop(.disabled) }
        if now >= run.created + retry.patience, run.position.attempt == 1 {
            return .drop(.expired)
        }
        if now < run.notBefore { return .wait(until: run.notBefore) }
        guard !situation.isAgentOnline else { return .dispatch }
        let wait = Backoff(first: .seconds(30), longest: SourceRetry.waitMax)
            .wait(after: tries + 1)
        return .wait(until: min(now + wait, run.created + retry.patience))
    }
}
