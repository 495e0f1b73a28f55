package import Cron
package import Values

/// A keep rule asks for more than the schedules of a source can make: it keeps nothing that the
/// next coarser rule would not, and promises what it does not give.
package enum CadenceConflict: Hashable, Sendable {
    /// Two snapshots in one span of `coarser` never come about.
    case neverMoreThanOne(RetentionPeriod, in: RetentionPeriod)
    /// With nothing but a greatest age, everything but the last one is too old before the next
    /// comes.
    case olderBeforeNext(ageMax: Duration, interval: Duration)

    /// The spans a rule is compared within, and how many periods to look through before it is
    /// sure that one has company: some schedules do more in one month than in others.
    private static let comparisons:
        [(finer: RetentionPeriod, coarser: RetentionPeriod, looks: Int)] = [
            (.hourly, .daily, 400), (.daily, .weekly, 400), (.weekly, .monthly, 120),
            (.monthly, .yearly, 30),
        ]

    /// What is wrong with rules for a source that these timetables fire. Nothing is, for a source
    /// that people start by hand.
    package static func find(
        in rules: RetentionRules, timetables: [Timetable], now: Timestamp
    ) -> [CadenceConflict] {
        guard !timetables.isEmpty else { return [] }
        var conflicts: [CadenceConflict] = []
        for (finer, coarser, looks) in comparisons where rules.counts[finer, default: 0] > 1 {
            if !haveCompany(finer, in: coarser, timetables, now: now, looks: looks) {
                conflicts.append(.neverMoreThanOne(finer, in: coarser))
            }
        }
        if let ageMax = rules.ageMax, !rules.hasKeepRules,
            let interval = longestInterval(timetables, now: now), interval > ageMax
        {
            conflicts.append(.olderBeforeNext(ageMax: ageMax, interval: interval))
        }
        return conflicts
    }

    /// Whether two periods of the finer kind, in one of the coarser, both get a snapshot.
    private static func haveCompany(
        _ finer: RetentionPeriod, in coarser: RetentionPeriod, _ timetables: [Timetable],
        now: Timestamp, looks: Int
    ) -> Bool {
        var previous: (finer: String, coarser: String)?
        var moment = now
        for _ in 0..<looks {
            guard let due = next(timetables, after: moment) else { return false }
            let date = localDate(due, timetables)
            let names = (
                finer: finer.name(of: date, at: due), coarser: coarser.name(of: date, at: due)
            )
            if let previous, previous.coarser == names.coarser, previous.finer != names.finer {
                return true
            }
            previous = names
            // Look at each finer period once: a schedule of every minute has sixty in an hour.
            moment = max(due, due + finer.leastLength - .seconds(1))
        }
        return false
    }

    private static func longestInterval(_ timetables: [Timetable], now: Timestamp) -> Duration? {
        var longest: Duration?
        var last = next(timetables, after: now)
        for _ in 0..<100 {
            guard let this = last, let following = next(timetables, after: this) else { break }
            longest = max(longest ?? .zero, following - this)
            last = following
        }
        return longest
    }

    private static func next(_ timetables: [Timetable], after moment: Timestamp) -> Timestamp? {
        timetables.compactMap { $0.next(after: moment) }.min()
    }

    /// In the zone of the first: all zones have the same number of days.
    private static func localDate(
        _ moment: Timestamp, _ timetables: [Timetable]
    ) -> CalendarDate {
        let offset = timetables.first?.zone.offset(at: moment).seconds ?? 0
        return CalendarDate(secondsSince1970: moment.seconds + Int64(offset))
    }
}

extension RetentionPeriod {
    /// How far on the next period is looked for. Half of the period is enough to leave out most
    /// repetitions, and never leaves out a period.
    fileprivate var leastLength: Duration {
        switch self {
        case .last: .zero
        case .hourly: .seconds(1800)
        case .daily: .seconds(12 * 3600)
        case .weekly: .seconds(3 * 86_400)
        case .monthly: .seconds(14 * 86_400)
        case .yearly: .seconds(180 * 86_400)
        }
    }
}
