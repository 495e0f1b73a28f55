package import Cron
package import Values

/// What of one schedule is due for one source in a span of time.
package struct FiringSpan: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case fire(Firing)
        /// Missed, and caught up by the one that fires.
        case skip(Firing, SkipReason)
    }

    package let decisions: [Decision]
    /// Missed ones beyond `skipsMax`, which are only counted.
    package let uncounted: Int
    /// The next time anything is due after the span, jitter included; nil when there is none.
    package let next: Timestamp?

    /// As many as are worth a row each: a week of every ten minutes.
    package static let skipsMax = 1000
    /// A schedule of every minute that was asleep for a year is not counted to its end.
    private static let looksMax = 100_000

    /// - Parameters:
    ///   - last: Up to when the schedule was evaluated before; `effective` where it never was.
    ///   - now: By the clock of whoever fires. When it went back, nothing fires again.
    package init(
        of schedule: Schedule, source: ID<Source>, in zone: Zone, after last: Timestamp,
        through now: Timestamp
    ) {
        let timetable = Timetable(schedule.time.cron, in: zone)
        let origin = Firing(schedule: schedule.id, source: source, time: last)
        let jitter = origin.jitter(most: schedule.jitter)
        // Jitter is the same for every firing, so nominal times lie in a span of their own.
        let start = max(last - jitter, schedule.effective)
        let end = now - jitter
        var nominal: [Timestamp] = []
        var time = timetable.next(after: start)
        var looks = 0
        while let due = time, due <= end, looks < Self.looksMax {
            nominal.append(due)
            time = timetable.next(after: due)
            looks += 1
        }
        // The newest one counts, even where not all before it were counted.
        if let due = time, due <= end, let newest = timetable.previous(before: end + .seconds(1)),
            newest >= due
        {
            nominal.append(newest)
            time = timetable.next(after: newest)
        }
        next = schedule.isEnabled ? time.map { $0 + jitter } : nil

        let firings = nominal.map {
            Firing(schedule: schedule.id, source: source, time: $0)
        }
        guard schedule.isEnabled, let latest = firings.last else {
            decisions = []
            uncounted = 0
            return
        }
        let missed = firings.dropLast()
        decisions =
            missed.suffix(Self.skipsMax).map { .skip($0, .catchUp) } + [.fire(latest)]
        uncounted = max(0, missed.count - Self.skipsMax)
    }
}
