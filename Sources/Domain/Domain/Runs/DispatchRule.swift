/// What an agent does with a run the hub gives it. Giving the same twice is giving it once, so the
/// hub repeats itself whenever it is not sure.
package enum DispatchRule {
    package enum Decision: Hashable, Sendable {
        case accept
        /// It has this attempt: say again how far it is.
        case repeatReport
        /// It is working on an earlier attempt that the hub has given up: stop that, then accept.
        case replace
        case refuse(DispatchRefusal)
    }

    /// - Parameters:
    ///   - known: What the journal has of the run.
    ///   - active: How many runs go on in the room that it takes, which holds `capacity`.
    package static func decide(
        attempt: Int, fence: Int64, known: RunPosition?, active: Int, capacity: Int,
        standing: AgentStanding, isAllowed: Bool
    ) -> Decision {
        if let known {
            if known.fence > fence || known.fence == fence && known.attempt > attempt {
                return .refuse(.stale)
            }
            if known.attempt == attempt, known.fence == fence { return .repeatReport }
            if known.state.isWithAgent { return .replace }
        }
        guard isAllowed else { return .refuse(.policy) }
        guard standing.takesRuns else { return .refuse(.notTakingRuns) }
        return active < capacity ? .accept : .refuse(.busy)
    }
}

/// Why an agent does not take a run.
package enum DispatchRefusal: String, Hashable, Sendable, CaseIterable {
    /// It knows of a later attempt or lease.
    case stale
    /// Its local policy forbids it.
    case policy
    /// It is draining, or paused.
    case notTakingRuns = "not_taking_runs"
    case busy
    /// It does not know what the run is about: its configuration is older than the run.
    case unknownSubject = "unknown_subject"

    /// What the hub does about it.
    package var step: RunStep? {
        switch self {
        // The hub has a later word itself.
        case .stale: nil
        case .busy, .notTakingRuns, .unknownSubject: .release
        case .policy: .finish(.failed)
        }
    }
}
