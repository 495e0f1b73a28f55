/// How much retention may take from one source in one vault within a day. Rules that were mistyped
/// and clocks that went wrong are noticed while most is still there.
package struct DeletionCap: Hashable, Sendable {
    /// So many may always go, that small sources do not stick.
    package var count: Int
    /// And so much of what there is.
    package var percent: Int

    package init(count: Int = 10, percent: Int = 25) {
        self.count = count
        self.percent = percent
    }

    /// How many more may go today.
    /// - Parameters:
    ///   - total: All snapshots at the beginning of the day.
    ///   - deletedToday: How many of them went since.
    package func left(of total: Int, deletedToday: Int) -> Int {
        let most = max(count, Int((Int64(total) * Int64(percent)) / 100))
        return max(0, most - deletedToday)
    }

    /// Splits what the rules let go into what goes now, the oldest first, and what waits. What
    /// is damaged stays, and makes nothing else go sooner.
    package func apply(
        to decisions: [RetentionDecision], deletedToday: Int
    ) -> (leaving: [RetentionDecision], withheld: [RetentionDecision]) {
        let going = decisions.filter { !$0.isKept }.sorted {
            ($0.candidate.time, $0.candidate.id) < ($1.candidate.time, $1.candidate.id)
        }
        let good = decisions.count(where: \.candidate.isGood)
        let left = left(of: good + deletedToday, deletedToday: deletedToday)
        return (Array(going.prefix(left)), Array(going.dropFirst(left)))
    }
}
