internal import Values

/// The rule at the end of a zone file, valid for every year: standard time and perhaps daylight
/// time, with the days of the change. The form is that of the TZ variable of POSIX, with the wider
/// hours of RFC 9636 section 3.3.1.
struct ZoneRule: Hashable, Sendable {
    struct Daylight: Hashable, Sendable {
        let offset: Zone.Offset
        let start: YearlyInstant
        let end: YearlyInstant
    }

    let standard: Zone.Offset
    let daylight: Daylight?

    func offset(at second: Int64) -> Zone.Offset {
        guard daylight != nil else { return standard }
        // A change lies at most eight days outside the year it is named after.
        let span: Int64 = 400 * 86_400
        return entries(after: second - span, through: second).last?.offset ?? standard
    }

    /// The changes in a span, in order.
    func entries(after start: Int64, through end: Int64) -> [ZoneTable.Entry] {
        guard let daylight, start <= end else { return [] }
        let years =
            CalendarDate(secondsSince1970: start).year - 1...CalendarDate(secondsSince1970: end)
            .year + 1
        var entries: [ZoneTable.Entry] = []
        for year in years {
            // A change is announced on the clock that it changes.
            let ends = daylight.end.localSecond(in: year) - Int64(daylight.offset.seconds)
            let starts = daylight.start.localSecond(in: year) - Int64(standard.seconds)
            entries.append(ZoneTable.Entry(at: ends, offset: standard))
            entries.append(ZoneTable.Entry(at: starts, offset: daylight.offset))
        }
        // Where daylight time ends as the next begins, it never ends: the start counts, and comes
        // last among equals.
        let order = entries.enumerated().sorted {
            ($0.element.at, $0.element.offset.isDaylight ? 1 : 0, $0.offset)
                < ($1.element.at, $1.element.offset.isDaylight ? 1 : 0, $1.offset)
        }
        return order.map(\.element).filter { $0.at > start && $0.at <= end }
    }
}

/// A day and a time that come every year.
struct YearlyInstant: Hashable, Sendable {
    enum Day: Hashable, Sendable {
        /// `Jn`, 1 to 365: 29 February is never counted.
        case withoutLeapDay(Int)
        /// `n`, 0 to 365: 29 February is counted.
        case ofYear(Int)
        /// `Mm.w.d`: the w-th such day of the week in a month, the last for 5.
        case ofMonth(month: Int, week: Int, weekday: Int)
    }

    let day: Day
    /// On the clock of the wall; may be below zero and above 24 hours.
    let secondOfDay: Int

    /// As if the wall's clock showed UTC.
    func localSecond(in year: Int) -> Int64 {
        Int64(daysSince1970(in: year)) * 86_400 + Int64(secondOfDay)
    }

    private func daysSince1970(in year: Int) -> Int {
        let newYear = CalendarDate(year: year, month: 1, day: 1).daysSince1970
        switch day {
        case .withoutLeapDay(let number):
            let isAfterLeapDay = CalendarDate.isLeap(year) && number >= 60
            return newYear + number - 1 + (isAfterLeapDay ? 1 : 0)
        case .ofYear(let number):
            return newYear + number
        case .ofMonth(let month, let week, let weekday):
            let first = CalendarDate(year: year, month: month, day: 1)
            let length = CalendarDate.days(inMonth: month, of: year)
            var day = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            while day > length { day -= 7 }
            return first.daysSince1970 + day - 1
        }
    }
}
