package import Cron
package import Values

/// What rules will keep of what a schedule will make, looked at from a year on: to be shown before
/// there is a single snapshot.
package struct RetentionOutlook: Hashable, Sendable {
    /// How many there will have been.
    package let made: Int
    /// Those that are still there, the newest first, each with its reasons.
    package let kept: [RetentionDecision]
    /// When it is looked.
    package let time: Timestamp

    /// A schedule of every minute is looked at for less than a year.
    package static let firingsMax = 9000
    private static let span = Duration.seconds(365 * 86_400)

    package init(of rules: RetentionRules, _ timetable: Timetable, from now: Timestamp) {
        var candidates: [RetentionCandidate] = []
        var moment = now
        while candidates.count < Self.firingsMax, let due = timetable.next(after: moment),
            due - now <= Self.span
        {
            candidates.append(RetentionCandidate(id: "\(candidates.count)", time: due))
            moment = due
        }
        time = moment
        made = candidates.count
        kept = rules.decide(candidates, now: moment) { time in
            let offset = Int64(timetable.zone.offset(at: time).seconds)
            return CalendarDate(secondsSince1970: time.seconds + offset)
        }.filter(\.isKept)
    }

    /// How old the oldest one is then; nil where nothing is made.
    package var reach: Duration? { kept.last.map { time - $0.candidate.time } }
}
