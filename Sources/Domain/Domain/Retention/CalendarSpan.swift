package import Values

/// A span of the calendar, as in "a year and a half": not a fixed number of seconds.
package struct CalendarSpan: Hashable, Sendable, CustomStringConvertible {
    package var years: Int
    package var months: Int
    package var days: Int
    package var hours: Int

    /// A bound against typing errors; no backup is that old.
    private static let countMax = 9999

    package init(years: Int = 0, months: Int = 0, days: Int = 0, hours: Int = 0) {
        self.years = years
        self.months = months
        self.days = days
        self.hours = hours
    }

    /// Reads `1y6mo`, `2w`, `10d12h`: whole numbers with units, the larger first, each once. A
    /// month is `mo`, because `m` is a minute elsewhere.
    package init?(_ text: some StringProtocol) {
        self.init()
        var units: ArraySlice<(name: String, add: (inout CalendarSpan, Int) -> Void)> = [
            ("y", { $0.years += $1 }), ("mo", { $0.months += $1 }), ("w", { $0.days += 7 * $1 }),
            ("d", { $0.days += $1 }), ("h", { $0.hours += $1 }),
        ]
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let name = rest.dropFirst(digits.count).prefix { !("0"..."9").contains($0) }
            guard let count = Int(digits), count <= Self.countMax,
                let index = units.firstIndex(where: { $0.name == name })
            else { return nil }
            units[index].add(&self, count)
            units = units[(index + 1)...]
            rest = rest.dropFirst(digits.count + name.count)
        }
    }

    package var isEmpty: Bool { years == 0 && months == 0 && days == 0 && hours == 0 }

    /// The moment that lies this span before a date. A day that the earlier month does not have
    /// becomes its last one: a month before 31 March is the end of February.
    package func before(_ date: CalendarDate) -> CalendarDate {
        let monthsSinceZero = (date.year - years) * 12 + date.month - 1 - months
        let year = Int((Double(monthsSinceZero) / 12).rounded(.down))
        let month = monthsSinceZero - year * 12 + 1
        var earlier = date
        earlier.year = year
        earlier.month = month
        earlier.day = min(date.day, CalendarDate.days(inMonth: month, of: year))
        let seconds = earlier.secondsSince1970 - Int64(days) * 86_400 - Int64(hours) * 3600
        return CalendarDate(secondsSince1970: seconds)
    }

    /// What `init(_:)` reads back.
    package var description: String {
        let parts = [(years, "y"), (months, "mo"), (days, "d"), (hours, "h")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0h" : text
    }
}
