internal import Values

/// The shortest and the longest time from one firing to the next.
package struct CronGaps: Hashable, Sendable {
    package let smallest: Duration
    package let largest: Duration
}

extension CronExpression {
    /// Exact on a wall clock that is never changed. A change of the clock makes the gap around it
    /// longer or shorter by as much, and a firing that falls into a spring gap comes at its end.
    package var gaps: CronGaps {
        switch meaning {
        case .interval(let interval): CronGaps(smallest: interval, largest: interval)
        case .calendar(let calendar): calendar.gaps
        }
    }
}

extension CronCalendar {
    fileprivate var gaps: CronGaps {
        let withinDay = zip(minutesOfDay, minutesOfDay.dropFirst()).map { $1 - $0 }
        let overNight = (minutesOfDay.first ?? 0) - (minutesOfDay.last ?? 0)
        let days = daysBetween
        let smallest = min(withinDay.min() ?? .max, days.lowerBound * 1440 + overNight)
        let largest = max(withinDay.max() ?? 0, days.upperBound * 1440 + overNight)
        return CronGaps(smallest: .seconds(smallest * 60), largest: .seconds(largest * 60))
    }

    /// The fewest and the most days from one day that fits to the next, over the 400 years after
    /// which dates fall on the same days of the week again.
    private var daysBetween: ClosedRange<Int> {
        if dayOfMonth.isEverything, month.isEverything, dayOfWeek.isEverything { return 1...1 }
        let cycle = 146_097
        var fewest = cycle
        var most = 0
        var first: Int?
        var last: Int?
        var day = 0
        var weekday = 6  // of 1 January 2000
        for year in 2000..<2400 {
            for month in 1...12 {
                for dayOfMonth in 1...CalendarDate.days(inMonth: month, of: year) {
                    if fits(month: month, day: dayOfMonth, weekday: weekday) {
                        if let last {
                            fewest = min(fewest, day - last)
                            most = max(most, day - last)
                        }
                        first = first ?? day
                        last = day
                    }
                    day += 1
                    weekday = weekday == 6 ? 0 : weekday + 1
                }
            }
        }
        let aroundTheEnd = (first ?? 0) + cycle - (last ?? 0)
        return min(fewest, aroundTheEnd)...max(most, aroundTheEnd)
    }
}
