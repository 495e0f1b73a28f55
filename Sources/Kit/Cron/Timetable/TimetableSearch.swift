internal import Values

/// Looks for the days of a calendar and finds the instants of a day.
struct TimetableSearch {
    /// 29 February on one day of the week comes after 40 years at most, and a search begins a day
    /// early.
    private static let mostDays = 41 * 366
    /// The most by which a clock on a wall differs from UTC, with an hour to spare.
    private static let mostSeconds: Int64 = 27 * 3600

    private let calendar: CronCalendar
    private let zone: Zone

    init(_ calendar: CronCalendar, _ zone: Zone) {
        self.calendar = calendar
        self.zone = zone
    }

    /// A day earlier than the moment's own is looked at too: its skipped times happen at the end of
    /// the gap, which may be past midnight.
    func next(after second: Int64) -> Int64? {
        var day = localDay(second) - 1
        let end = day + Self.mostDays
        while day < end {
            let date = CalendarDate(secondsSince1970: Int64(day) * 86_400)
            if !calendar.month.contains(date.month) {
                day += CalendarDate.days(inMonth: date.month, of: date.year) - date.day + 1
                continue
            }
            if fits(date), let found = instant(on: day, after: second) { return found }
            day += 1
        }
        return nil
    }

    func previous(before second: Int64) -> Int64? {
        var day = localDay(second) + 1
        let end = day - Self.mostDays
        while day > end {
            let date = CalendarDate(secondsSince1970: Int64(day) * 86_400)
            if !calendar.month.contains(date.month) {
                day -= date.day
                continue
            }
            if fits(date), let found = instant(on: day, before: second) { return found }
            day -= 1
        }
        return nil
    }

    private func localDay(_ second: Int64) -> Int {
        let offset = zone.offset(at: Timestamp(seconds: second)).seconds
        return Int((second + Int64(offset)).flooredDivision(by: 86_400))
    }

    private func fits(_ date: CalendarDate) -> Bool {
        calendar.fits(month: date.month, day: date.day, weekday: date.weekday)
    }

    private func instant(on day: Int, after second: Int64) -> Int64? {
        switch clock(on: day) {
        case .steady(let midnight):
            calendar.minutesOfDay.first { midnight + Int64($0) * 60 > second }
                .map { midnight + Int64($0) * 60 }
        case .changing(let changing):
            changing.instants(of: calendar.minutesOfDay).filter { $0 > second }.min()
        }
    }

    private func instant(on day: Int, before second: Int64) -> Int64? {
        switch clock(on: day) {
        case .steady(let midnight):
            calendar.minutesOfDay.last { midnight + Int64($0) * 60 < second }
                .map { midnight + Int64($0) * 60 }
        case .changing(let changing):
            changing.instants(of: calendar.minutesOfDay).filter { $0 < second }.max()
        }
    }

    /// The clock of a local date.
    private enum Clock {
        /// It is not changed; the instant of its midnight says all.
        case steady(midnight: Int64)
        case changing(ChangingDay)
    }

    private func clock(on day: Int) -> Clock {
        let midnight = Int64(day) * 86_400
        let (first, changes) = zone.offsets(
            from: midnight - Self.mostSeconds, through: midnight + 86_400 + Self.mostSeconds)
        return changes.isEmpty
            ? .steady(midnight: midnight - Int64(first.seconds))
            : .changing(ChangingDay(midnight: midnight, first: first, changes: changes))
    }
}
