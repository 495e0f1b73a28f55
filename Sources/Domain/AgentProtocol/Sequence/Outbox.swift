/// The agent's side of one incarnation's records: what is written down, what is on its way, and
/// what the hub has. Knows numbers alone; the records lie in the journal.
///
///     kept.lowerBound ≤ … acknowledged < … sent ≤ … recorded
package struct Outbox: Hashable, Sendable {
    /// The oldest record the journal still has; `recorded + 1` when it has none.
    package private(set) var oldest: Int64
    /// The newest one; 0 before the first.
    package private(set) var recorded: Int64
    /// Up to where the hub has committed, as far as we were told.
    package private(set) var acknowledged: Int64
    /// Up to where it was sent over the link that is up.
    package private(set) var sent: Int64
    private var isLinked = false

    /// So many may be on their way: the hub's queue for one agent is bounded, and so is what a
    /// broken line makes us send again.
    package static let windowMax: Int64 = 2000
    /// So many may wait for the hub before log lines are counted instead of written down. What
    /// ends a run is always written down.
    package static let backlogMax: Int64 = 200_000

    package init(oldest: Int64 = 1, recorded: Int64 = 0, acknowledged: Int64 = 0) {
        precondition(oldest >= 1 && oldest <= recorded + 1, "a journal has no gaps")
        self.oldest = oldest
        self.recorded = recorded
        self.acknowledged = min(max(0, acknowledged), recorded)
        sent = self.acknowledged
    }

    package var backlog: Int64 { recorded - acknowledged }

    /// The number of the next record; nil where it is not to be written down at all. The number
    /// is given only for what is written: sequences have no gaps.
    /// - Parameter isDispensable: A line of a log, which may be counted instead.
    package mutating func record(isDispensable: Bool = false) -> Int64? {
        if isDispensable, backlog >= Self.backlogMax { return nil }
        recorded += 1
        return recorded
    }

    /// The journal has records up to this number, which somebody else wrote there.
    package mutating func extend(to last: Int64) {
        recorded = max(recorded, last)
    }

    /// A link is up, and its welcome says up to where the hub has this incarnation. A hub that was
    /// restored has less than it acknowledged: it gets again what the journal still has.
    package mutating func link(received: Int64) {
        isLinked = true
        acknowledged = min(max(0, received), recorded)
        sent = max(acknowledged, oldest - 1)
    }

    package mutating func unlink() {
        isLinked = false
    }

    /// What is to be sent next; nil while there is nothing, or too much is on its way.
    package mutating func next(most: Int = ProtocolLimits.recordsPerFrame) -> ClosedRange<Int64>? {
        guard isLinked else { return nil }
        let end = min(
            recorded, sent + Int64(most), max(acknowledged, oldest - 1) + Self.windowMax)
        guard sent < end else { return nil }
        let range = (sent + 1)...end
        sent = end
        return range
    }

    /// The hub has committed up to a number. Late and repeated words change nothing; a number that
    /// was never used is a hub's fault.
    package mutating func acknowledge(_ through: Int64, rewinds: Bool) throws(ProtocolError) {
        guard through <= recorded else {
            throw ProtocolError(
                .outOfOrder, "The hub acknowledged what this agent never recorded.",
                advice: "Make sure that no other machine uses this agent's identity.")
        }
        acknowledged = max(acknowledged, through)
        if rewinds { sent = max(acknowledged, oldest - 1) }
    }

    /// The journal dropped what is older than it keeps; only what the hub has may go.
    /// - Returns: Up to where it may.
    package mutating func forget(through limit: Int64) -> Int64 {
        let end = min(limit, acknowledged)
        oldest = max(oldest, end + 1)
        return oldest - 1
    }
}
