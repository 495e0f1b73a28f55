package import Values

/// The instants of a time expression in a zone. Everybody who evaluates one comes to the same.
///
/// Clock changes: a wall time happens once, when it is shown first, so nothing runs twice in a
/// repeated hour, whatever the expression looks like. A wall time that is skipped happens at the
/// end of the gap, unless the same day has another one that is not skipped. Intervals know no
/// clocks.
package struct Timetable: Hashable, Sendable {
    package let expression: CronExpression
    package let zone: Zone

    package init(_ expression: CronExpression, in zone: Zone) {
        self.expression = expression
        self.zone = zone
    }

    /// The first instant after a moment; nil beyond the year 9999.
    package func next(after moment: Timestamp) -> Timestamp? {
        guard Self.moments.contains(moment) else { return nil }
        // An instant is a whole second, and so later than all of the moment's second.
        return switch expression.meaning {
        case .interval(let interval): interval.next(after: moment)
        case .calendar(let calendar):
            TimetableSearch(calendar, zone).next(after: moment.seconds).map(
                Timestamp.init(seconds:))
        }
    }

    /// The last instant before a moment; nil before the year 1.
    package func previous(before moment: Timestamp) -> Timestamp? {
        guard Self.moments.contains(moment) else { return nil }
        return switch expression.meaning {
        case .interval(let interval): interval.previous(before: moment)
        case .calendar(let calendar):
            TimetableSearch(calendar, zone)
                .previous(before: (moment + .milliseconds(999)).seconds)
                .map(Timestamp.init(seconds:))
        }
    }

    /// The next instants, in order.
    package func nextTimes(_ count: Int, after moment: Timestamp) -> [Timestamp] {
        var times: [Timestamp] = []
        while times.count < count, let time = next(after: times.last ?? moment) {
            times.append(time)
        }
        return times
    }

    /// The years 1 to 9999: nobody schedules beyond, and all arithmetic is safe within.
    private static let moments =
        Timestamp(
            seconds: CalendarDate(year: 1, month: 1, day: 1).secondsSince1970)...Timestamp(
            seconds: CalendarDate(year: 9999, month: 12, day: 31).secondsSince1970)
}

extension Duration {
    /// The first multiple since 1970 that is later.
    fileprivate func next(after moment: Timestamp) -> Timestamp {
        Timestamp(
            milliseconds: (moment.milliseconds.flooredDivision(by: milliseconds) + 1) * milliseconds
        )
    }

    /// The last multiple since 1970 that is earlier.
    fileprivate func previous(before moment: Timestamp) -> Timestamp {
        Timestamp(
            milliseconds: (moment.milliseconds - 1).flooredDivision(by: milliseconds) * milliseconds
        )
    }
}

extension Int64 {
    /// Rounded towards the past.
    func flooredDivision(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
