/// Where a run stands.
///
///     queued → leased → running → finalizing → succeeded | warned | failed | cancelled
///
/// with `cancelling` on the way to `cancelled`, and `skipped` for what was due and did not begin.
package enum RunState: String, Hashable, Sendable, CaseIterable {
    /// Waits: for its turn, for its agent, or for the next attempt.
    case queued
    /// Given to an agent that has not said that it began.
    case leased
    case running
    /// The work is done; what makes it count is being written.
    case finalizing
    /// Somebody wants it to end; the agent has not said that it did.
    case cancelling
    case succeeded
    /// It has something to show, and something went wrong.
    case warned
    case failed
    case cancelled
    case skipped

    /// Final states are never left.
    package var isFinal: Bool {
        switch self {
        case .queued, .leased, .running, .finalizing, .cancelling: false
        case .succeeded, .warned, .failed, .cancelled, .skipped: true
        }
    }

    /// Whether an agent may be working on it.
    package var isWithAgent: Bool {
        switch self {
        case .leased, .running, .finalizing, .cancelling: true
        default: false
        }
    }
}

/// What happens to a run.
package enum RunStep: Hashable, Sendable {
    /// It is given to an agent.
    case lease
    /// Its agent began.
    case start
    /// Its agent begins to write what makes it count.
    case finalize
    /// Its attempt ended, and no other follows.
    case finish(RunVerdict)
    /// Its attempt ended, and another follows.
    case retry
    /// Its lease ran out, or its agent refused it: somebody else may have it.
    case release
    /// Its agent lost it: it came back as another incarnation that does not know it, or was
    /// deleted.
    case interrupt
    /// Somebody wants it to end.
    case cancel
    /// It will not begin.
    case skip(SkipReason)

    /// For texts and logs, without what the step carries.
    package var name: String {
        switch self {
        case .lease: "lease"
        case .start: "start"
        case .finalize: "finalize"
        case .finish(let verdict): "finish(\(verdict.rawValue))"
        case .retry: "retry"
        case .release: "release"
        case .interrupt: "interrupt"
        case .cancel: "cancel"
        case .skip: "skip"
        }
    }
}

/// How a run ended for its agent.
package enum RunVerdict: String, Hashable, Sendable, CaseIterable {
    case succeeded, warned, failed, cancelled

    package var state: RunState {
        switch self {
        case .succeeded: .succeeded
        case .warned: .warned
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }
}

/// Why something that was due did not begin.
package enum SkipReason: String, Hashable, Sendable, CaseIterable {
    /// A run of the same source had not ended.
    case overlap
    /// A later firing was due as well, and catches up for this one.
    case catchUp = "catch_up"
    /// The schedule or the source was switched off.
    case disabled
    /// Its source, vault or agent is gone.
    case gone
    /// It waited longer than its source's policy lets it.
    case expired
    /// The hub is frozen, and this would have taken something away.
    case frozen
}
