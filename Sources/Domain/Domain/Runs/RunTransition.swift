package import Values

/// What changes of a run by one step, as a compare-and-set: `expected` is what the store has to
/// find, and nothing is written where it finds something else.
package struct RunTransition: Hashable, Sendable {
    package let expected: RunPosition
    package let next: RunPosition
    /// When the next attempt may begin, for a run that goes back to the queue.
    package let notBefore: Timestamp?

    /// - Parameters:
    ///   - position: Where the run was when it was read.
    ///   - authority: On whose word the step is taken.
    package init(
        of position: RunPosition, _ step: RunStep, by authority: Authority,
        notBefore: Timestamp? = nil
    ) throws(RunRefusal) {
        let state = try position.state.after(step)
        switch authority {
        case .hub: break
        case .agent(let attempt, let fence):
            guard attempt == position.attempt, fence == position.fence else { throw .stale }
        }
        var next = position
        next.state = state
        switch step {
        case .lease:
            next.fence += 1
        case .start where position.state == .queued:
            next.attempt = max(1, position.attempt)
        // The one who had it is fenced off by the attempt, and by the next lease. What was given
        // out and never begun was no attempt: the lease alone fences.
        case .release where position.state == .leased,
            .interrupt where position.state == .leased:
            break
        case .retry, .release, .interrupt:
            if state == .queued { next.attempt += 1 }
        default: break
        }
        expected = position
        self.next = next
        self.notBefore = state == .queued ? notBefore : nil
    }

    /// On whose word a step is taken.
    package enum Authority: Hashable, Sendable {
        case hub
        /// An agent speaks only of the attempt it was given, under the fence it was given.
        case agent(attempt: Int, fence: Int64)
    }
}

/// What a compare-and-set of a run compares.
package struct RunPosition: Hashable, Sendable {
    package var state: RunState
    /// 1 for the first.
    package var attempt: Int
    /// Grows with each lease; whoever holds a smaller one may not change anything any more.
    package var fence: Int64

    package init(state: RunState = .queued, attempt: Int = 1, fence: Int64 = 0) {
        self.state = state
        self.attempt = attempt
        self.fence = fence
    }
}
