internal import Cron
internal import Domain
internal import Values

/// Says a time expression in words: what is common in few, and anything else field by field.
struct CronReading: WordList {
    let language: Language

    func sentence(for expression: CronExpression) -> String {
        switch expression.meaning {
        case .interval(let span):
            let figures = FigureWords(language: language)
            return say("Every \(figures.span(span))", "每 \(figures.span(span))")
        case .calendar(let calendar): return sentence(for: calendar)
        }
    }

    private func sentence(for calendar: CronCalendar) -> String {
        let parts = [times(calendar), days(calendar), months(calendar)].filter { !$0.isEmpty }
        let text = parts.joined(separator: say(", ", "，"))
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    // MARK: Times of the day

    private func times(_ calendar: CronCalendar) -> String {
        let minutes = calendar.minutesOfDay
        if minutes.count == 1440 { return say("every minute", "每分钟") }
        if calendar.hour.isEverything {
            let minute = calendar.minute.values
            if minute == [0] { return say("every hour", "每小时") }
            if let step = Self.step(minute, within: 60) {
                return say("every \(step) minutes", "每 \(step) 分钟")
            }
            if minute.count == 1 {
                return say("\(minute[0]) min past every hour", "每小时的第 \(minute[0]) 分钟")
            }
        } else if calendar.minute.values.count == 1,
            let step = Self.step(calendar.hour.values, within: 24),
            calendar.hour.values.first == 0
        {
            let past = calendar.minute.values[0]
            return past == 0
                ? say("every \(step) hours", "每 \(step) 小时")
                : say(
                    "every \(step) hours, \(past) min past", "每 \(step) 小时的第 \(past) 分钟")
        }
        if minutes.count <= 4 {
            return say("at ", "") + list(minutes.map(Self.clock))
        }
        return say(
            "\(minutes.count) times a day, from \(Self.clock(minutes[0]))",
            "每天 \(minutes.count) 次，从 \(Self.clock(minutes[0])) 起")
    }

    /// Whether it happens evenly all day long.
    private static func goesRound(_ calendar: CronCalendar) -> Bool {
        let hours = calendar.hour.values
        return calendar.hour.isEverything
            || calendar.minute.values.count == 1 && hours.first == 0
                && step(hours, within: 24) != nil
    }

    /// How far apart values are that go evenly around; nil where they do not.
    private static func step(_ values: [Int], within round: Int) -> Int? {
        guard values.count > 1, round % values.count == 0 else { return nil }
        let step = round / values.count
        let isEven = zip(values, values.dropFirst()).allSatisfy { $1 - $0 == step }
        return isEven && values[0] < step ? step : nil
    }

    private static func clock(_ minute: Int) -> String {
        "\((minute / 60).padded(to: 2)):\((minute % 60).padded(to: 2))"
    }

    // MARK: Days

    private func days(_ calendar: CronCalendar) -> String {
        let byDay = calendar.dayOfMonth.isEverything ? "" : monthDays(calendar.dayOfMonth.values)
        let byWeekday = calendar.dayOfWeek.isEverything ? "" : weekdays(calendar.dayOfWeek.values)
        if byDay.isEmpty, byWeekday.isEmpty {
            // Said already where something happens all the time.
            return Self.goesRound(calendar) || calendar.minutesOfDay.count > 4
                ? "" : say("every day", "每天")
        }
        if byDay.isEmpty || byWeekday.isEmpty { return byDay + byWeekday }
        return calendar.fitsEitherDayField
            ? byDay + say(" or ", "或") + byWeekday : byDay + say(" if it is ", "且为") + byWeekday
    }

    private func monthDays(_ days: [Int]) -> String {
        if days.count > 4 {
            return say("on \(days.count) days of the month", "每月的 \(days.count) 天")
        }
        return say("on day ", "每月 ") + list(days.map { "\($0)" }) + say(" of the month", " 日")
    }

    private func weekdays(_ days: [Int]) -> String {
        // As people count: Monday first.
        let week = [1, 2, 3, 4, 5, 6, 0]
        let places = days.compactMap { week.firstIndex(of: $0) }.sorted()
        guard let first = places.first, let last = places.last else { return "" }
        if places.count > 2, last - first == places.count - 1 {
            return say(
                "\(weekday(first)) to \(weekday(last))", "\(weekday(first))至\(weekday(last))")
        }
        return say(places.count == 1 ? "every " : "on ", places.count == 1 ? "每" : "")
            + list(places.map(weekday))
    }

    private func weekday(_ place: Int) -> String {
        let english = [
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        ]
        let chinese = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
        return say(english[place], chinese[place])
    }

    // MARK: Months

    private func months(_ calendar: CronCalendar) -> String {
        guard !calendar.month.isEverything else { return "" }
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ]
        return say("in ", "在 ")
            + list(calendar.month.values.map { say(names[$0 - 1], "\($0) 月") })
    }

    private func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: say(", ", "、")) + say(" and ", "和") + last
    }
}
