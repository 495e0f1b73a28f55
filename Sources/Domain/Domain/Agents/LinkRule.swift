package import Values

/// What the hub does with an agent that says hello, by what it remembers of that agent.
package enum LinkRule {
    /// A link that is up.
    package struct Link: Hashable, Sendable {
        package let incarnation: ID<Incarnation>
        package let lastHeard: Timestamp

        package init(incarnation: ID<Incarnation>, lastHeard: Timestamp) {
            self.incarnation = incarnation
            self.lastHeard = lastHeard
        }
    }

    package enum Decision: Hashable, Sendable {
        /// Welcome it; an older link of it is closed.
        case welcome
        /// Ask the older link for a sign of life first: it may be a restart whose old connection
        /// was not seen to break, or two machines with one identity.
        case probe
        /// The machine was rolled back with its process in it: it has to begin another
        /// incarnation, because numbers of this one are taken already.
        case reincarnate
        case refuse
    }

    /// A link that was silent for longer is not worth asking.
    package static let liveFor = Duration.seconds(60)
    /// How long an older link has to answer.
    package static let probeTime = Duration.seconds(10)

    /// - Parameters:
    ///   - recorded: The last sequence the agent says it used in this incarnation.
    ///   - committed: The last one of this incarnation the hub has; 0 for none.
    package static func decide(
        _ incarnation: ID<Incarnation>, recorded: Int64, committed: Int64,
        standing: AgentStanding, older: Link?, now: Timestamp
    ) -> Decision {
        guard standing.mayConnect else { return .refuse }
        if recorded < committed { return .reincarnate }
        guard let older, older.incarnation != incarnation else { return .welcome }
        return now < older.lastHeard + liveFor ? .probe : .welcome
    }

    /// Two live links with one identity: a clone. Both are paused until a person has looked.
    /// - Parameter answered: Whether the older link gave a sign of life within `probeTime`.
    package static func afterProbe(answered: Bool) -> ProbeDecision {
        answered ? .clone : .welcome
    }

    package enum ProbeDecision: Hashable, Sendable {
        case welcome
        case clone
    }
}
