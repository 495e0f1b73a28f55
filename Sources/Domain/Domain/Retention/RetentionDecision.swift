package import Values

/// What retention has to know of a snapshot.
package struct RetentionCandidate: Hashable, Sendable {
    package let id: String
    package let time: Timestamp
    /// Whole, as far as is known. What is not never counts for a rule, and no rule takes it.
    package let isGood: Bool
    package let isPinned: Bool
    package let isHeld: Bool

    package init(
        id: String, time: Timestamp, isGood: Bool = true, isPinned: Bool = false,
        isHeld: Bool = false
    ) {
        self.id = id
        self.time = time
        self.isGood = isGood
        self.isPinned = isPinned
        self.isHeld = isHeld
    }
}

/// What becomes of one snapshot, and why.
package struct RetentionDecision: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case held
        case pinned
        case younger(than: Duration)
        /// The `number`th of the `count` periods that are kept.
        case period(RetentionPeriod, name: String, number: Int, of: Int)
        case within(CalendarSpan)
        case noRules
        case notOlder(than: Duration)
        /// The last good one of its source, which no rule takes away.
        case lastGood
        /// It cannot be read as it is: people decide about it, and rules do not.
        case damaged

        case older(than: Duration)
        case noRuleKeepsIt
    }

    package let candidate: RetentionCandidate
    package let isKept: Bool
    /// Why it is kept, all reasons; or the one why it goes.
    package let reasons: [Reason]
}
