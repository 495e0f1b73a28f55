package import Cron
package import Values

/// When a source counts as stale: no success for one and a half times as long as its schedules ask
/// for.
package enum StaleRule {
    /// What nothing fires promises nothing, and grows old all the same.
    package static let ageWithoutSchedule = Duration.seconds(7 * 86_400)

    /// The moment from which on the source is stale; nil for sources that nothing fires.
    /// - Parameters:
    ///   - lastGood: The nominal time or start of the last success; when the source was made, for
    ///     one that never had any.
    package static func staleFrom(
        lastGood: Timestamp, timetables: [Timetable]
    ) -> Timestamp? {
        let next = timetables.compactMap { $0.next(after: lastGood) }.min()
        guard let next else { return nil }
        // The interval meant is the one that begins with what is due next; a weekly schedule has
        // one of a week, one on workdays may have one of three days.
        let second = timetables.compactMap { $0.next(after: next) }.min() ?? next
        let interval = max(second - next, next - lastGood)
        return lastGood + interval + interval / 2
    }
}
