package import Values

extension Run {
    /// Takes a step at the hub, or throws and changes nothing.
    ///
    /// - Parameters:
    ///   - authority: On whose word. An agent speaks of the attempt it was given; of a run that it
    ///     fired itself it speaks alone, see `follow`.
    ///   - time: When it happened, by the clock of whoever says so.
    ///   - notBefore: When the next attempt may begin, where one follows.
    package mutating func take(
        _ step: RunStep, by authority: RunTransition.Authority = .hub, at time: Timestamp,
        notBefore: Timestamp? = nil
    ) throws(RunRefusal) {
        if isOwn {
            try follow(step, by: authority)
        } else {
            position = try RunTransition(of: position, step, by: authority).next
        }
        if step == .lease { incarnation = nil }
        if step == .start, started == nil { started = time }
        if position.state == .queued, let notBefore { self.notBefore = notBefore }
        if case .skip(let reason) = step { skipReason = reason }
        if position.state.isFinal { ended = time }
    }

    /// A run that its agent fired: the agent's word is how it is, and the hub's is a wish. Words
    /// come in order, and a hub that was restored may lack some: a later attempt is believed, an
    /// earlier one is stale.
    private mutating func follow(
        _ step: RunStep, by authority: RunTransition.Authority
    ) throws(RunRefusal) {
        let state = position.state
        if state.isFinal { throw .ended(state) }
        if case .agent(let attempt, _) = authority {
            guard attempt >= position.attempt else { throw .stale }
            position.attempt = attempt
        }
        switch step {
        case .start: position.state = state == .cancelling ? state : .running
        case .finalize: position.state = state == .cancelling ? state : .finalizing
        case .retry:
            position.attempt += 1
            position.state = state == .cancelling ? state : .queued
        // Between two attempts as well: only the agent knows whether the next one has begun.
        case .cancel: position.state = .cancelling
        case .finish(let verdict):
            position.state = state == .cancelling ? .cancelled : verdict.state
        case .interrupt: position.state = state == .cancelling ? .cancelled : .failed
        case .skip where state == .queued || state == .cancelling:
            position.state = state == .queued ? .skipped : .cancelled
        case .lease, .release, .skip: throw .outOfOrder(state)
        }
    }
}

extension Run {
    /// Takes over what its agent was given and this hub has no memory of, because it was restored
    /// from an earlier moment: nobody but a hub makes a fence grow. What the pool lends is not
    /// taken back this way, as another worker may have it by now.
    package mutating func recall(attempt: Int, fence: Int64) {
        let ahead = fence.subtractingReportingOverflow(position.fence)
        guard !isOwn, !isPooled,
            [.queued, .leased, .running, .finalizing].contains(position.state),
            attempt >= position.attempt, !ahead.overflow,
            (1...Self.fencesAheadMax).contains(ahead.partialValue)
        else { return }
        position = RunPosition(state: .leased, attempt: attempt, fence: fence)
    }

    /// More than a hub gives out between two backups of itself, and too few to run out of numbers.
    package static var fencesAheadMax: Int64 { 1_000_000 }
}

extension Run {
    /// What the end of a run that makes a vault says of that vault; nil for all others, and where
    /// nobody knows.
    package var readiness: KnownVault.Readiness? {
        guard kind == .initialize else { return nil }
        switch position.state {
        case .succeeded, .warned: return .ready
        case .failed: return .failed
        default: return nil
        }
    }
}
