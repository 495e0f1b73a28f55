package import Values

/// A condition with a life, for people to hear of once.
package struct Alert: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case raised, acknowledged, resolved
    }

    package let id: ID<Alert>
    package let scope: AuditScope
    package let condition: AlertCondition
    package private(set) var state: State
    package let raised: Timestamp
    package private(set) var lastSeen: Timestamp
    package private(set) var count: Int
    package private(set) var acknowledgedBy: ID<User>?
    package private(set) var resolved: Timestamp?

    package init(
        id: ID<Alert>, scope: AuditScope, condition: AlertCondition, state: State = .raised,
        raised: Timestamp, lastSeen: Timestamp? = nil, count: Int = 1,
        acknowledgedBy: ID<User>? = nil, resolved: Timestamp? = nil
    ) {
        self.id = id
        self.scope = scope
        self.condition = condition
        self.state = state
        self.raised = raised
        self.lastSeen = lastSeen ?? raised
        self.count = count
        self.acknowledgedBy = acknowledgedBy
        self.resolved = resolved
    }

    package enum Step: Hashable, Sendable {
        /// The condition is there, still or once more.
        case observe
        case acknowledge(ID<User>)
        /// The condition is gone.
        case clear
    }

    /// What people are told of a step.
    package enum Notice: Hashable, Sendable {
        case nothing
        case resolved
        /// The alert is over; what is observed now needs a new one.
        case another
    }

    package mutating func take(_ step: Step, now: Timestamp) -> Notice {
        switch (state, step) {
        case (.raised, .observe), (.acknowledged, .observe):
            lastSeen = max(lastSeen, now)
            count += 1
            return .nothing
        case (.resolved, .observe): return .another
        case (.raised, .acknowledge(let user)):
            state = .acknowledged
            acknowledgedBy = user
            return .nothing
        case (.raised, .clear), (.acknowledged, .clear):
            state = .resolved
            resolved = now
            return .resolved
        case (.acknowledged, .acknowledge), (.resolved, .acknowledge), (.resolved, .clear):
            return .nothing
        }
    }
}
