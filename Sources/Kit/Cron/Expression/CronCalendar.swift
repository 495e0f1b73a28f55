internal import Values

/// The five fields of an expression: the wall times that are meant.
package struct CronCalendar: Hashable, Sendable {
    package let minute: CronField
    package let hour: CronField
    package let dayOfMonth: CronField
    package let month: CronField
    package let dayOfWeek: CronField
    /// The times of every day that fits, in minutes after midnight, ascending.
    package let minutesOfDay: [Int]

    init(
        minute: CronField, hour: CronField, dayOfMonth: CronField, month: CronField,
        dayOfWeek: CronField
    ) {
        self.minute = minute
        self.hour = hour
        self.dayOfMonth = dayOfMonth
        self.month = month
        self.dayOfWeek = dayOfWeek
        minutesOfDay = hour.values.flatMap { hour in minute.values.map { hour * 60 + $0 } }
    }

    /// A day that fits either day field is meant, and not one that fits both.
    package var fitsEitherDayField: Bool {
        !dayOfMonth.startsWithStar && !dayOfWeek.startsWithStar
    }

    package func fits(month: Int, day: Int, weekday: Int) -> Bool {
        guard self.month.contains(month) else { return false }
        let fitsDay = dayOfMonth.contains(day)
        let fitsWeekday = dayOfWeek.contains(weekday)
        return fitsEitherDayField ? fitsDay || fitsWeekday : fitsDay && fitsWeekday
    }

    /// Some day of some year fits. Every date that a month can have, 29 February too, falls on
    /// every day of the week within the 400 years after which the calendar repeats, so the day of
    /// the week never decides.
    var hasAnyDay: Bool {
        fitsEitherDayField
            || month.values.contains { month in
                let longest = CalendarDate.days(inMonth: month, of: 2000)
                return dayOfMonth.values.contains { $0 <= longest }
            }
    }
}
