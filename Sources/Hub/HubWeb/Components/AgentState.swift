internal import Domain
internal import Store
internal import Values

/// How an agent is, in one word: what a person decided comes before whether it can be reached.
enum AgentState: Sendable {
    case connected
    /// Its link broke, and it may be back any moment.
    case missing
    case away
    case neverHeard
    case paused, draining, revoked

    init(_ agent: Agent, isLinked: Bool, at now: Timestamp) {
        switch agent.standing {
        case .paused: self = .paused
        case .draining: self = .draining
        case .revoked: self = .revoked
        case .active where isLinked: self = .connected
        case .active where agent.lastSeen == nil: self = .neverHeard
        case .active: self = agent.isAway(at: now) ? .away : .missing
        }
    }

    var status: Status {
        switch self {
        case .connected: .ok
        case .missing: .warn
        case .away: .stale
        case .neverHeard, .draining: .queued
        case .paused, .revoked: .unknown
        }
    }
}

/// An agent as a list shows it.
struct ShownAgent: Sendable {
    let agent: Agent
    let isLinked: Bool
    let state: AgentState
    /// What it is to go by; nil where there is nothing, or it is not asked for.
    let configuration: ConfigurationState?
    /// How old what there is of it is; nil where nothing reads it, or it is not asked for.
    let copies: AgentCopies?
    /// When the next backup of it is due.
    let next: Timestamp?

    init(
        _ agent: Agent, isLinked: Bool, at now: Timestamp,
        configuration: ConfigurationState? = nil, copies: AgentCopies? = nil,
        next: Timestamp? = nil
    ) {
        self.configuration = configuration
        self.copies = copies
        self.next = next
        self.agent = agent
        self.isLinked = isLinked
        state = AgentState(agent, isLinked: isLinked, at: now)
    }
}
