package import Values

/// What a hub finds when it starts, or when an agent says hello, and what becomes of each run.
package enum HubRepair {
    package enum Decision: Hashable, Sendable {
        /// It goes on as it is.
        case keep
        case step(RunStep)
        /// Its agent does not know it yet, or may have lost the word: say it again.
        case repeatStart
        case repeatCancel
        /// The agent goes on with something that has ended, or that is not its own any more.
        case tellToStop
    }

    /// At the start of the hub. Nobody is connected yet, so what an agent has is left to it: what
    /// a worker has as well, whose lease lasts a whole length from now.
    /// - Parameter isFrozen: Whether the hub's store was restored and nobody has confirmed it.
    package static func atStart(_ run: Run, isFrozen: Bool) -> Decision {
        switch run.position.state {
        case .queued where isFrozen && run.kind.isDestructive: .step(.skip(.frozen))
        default: .keep
        }
    }

    /// What an agent says of a run in its hello.
    package struct Claim: Hashable, Sendable {
        package let attempt: Int
        package let fence: Int64
        package let state: RunState

        package init(attempt: Int, fence: Int64, state: RunState) {
            self.attempt = attempt
            self.fence = fence
            self.state = state
        }
    }

    /// When an agent says hello.
    /// - Parameters:
    ///   - run: One that the hub thinks is with this agent, or that the agent claims.
    ///   - claim: What the agent says of it; nil when it knows nothing of it.
    ///   - incarnation: The agent's now.
    package static func onHello(
        _ run: Run, claim: Claim?, incarnation: ID<Incarnation>
    ) -> Decision {
        let position = run.position
        if let claim {
            // What it says of an older attempt, or of an ended run, is in its events anyway.
            if claim.state.isFinal { return .keep }
            let isCurrent = claim.attempt == position.attempt && claim.fence == position.fence
            if position.state.isFinal || !isCurrent { return .tellToStop }
            return position.state == .cancelling && claim.state != .cancelling
                ? .repeatCancel : .keep
        }
        switch position.state {
        case .leased: return .repeatStart
        case .running, .finalizing, .cancelling:
            // The same process knows every run it began, so this one's events are on the way.
            return run.incarnation == incarnation ? .keep : .step(.interrupt)
        default: return .keep
        }
    }
}
