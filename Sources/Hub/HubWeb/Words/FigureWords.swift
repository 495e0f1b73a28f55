internal import Domain
internal import Values

/// Numbers, sizes and spans of time as people of a language write them.
struct FigureWords: WordList {
    let language: Language

    /// Keeps a number and its unit on one line.
    private static let noBreak = "\u{a0}"

    /// Groups of three digits, as in `1,284`.
    func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "−" : "") + text
    }

    func size(_ size: ByteCount) -> String {
        size.description.split(separator: " ").joined(separator: Self.noBreak)
    }

    func percent(_ share: Double) -> String {
        // What is more than a thousandfold comes from figures that do not belong together.
        let number = Int((min(max(share, -1000), 1000) * 100).rounded())
        return say("\(number)\(Self.noBreak)%", "\(number)%")
    }

    /// A day by UTC, counted since 1970, as in `21 Nov`.
    func date(_ day: Int64) -> String {
        let date = CalendarDate(secondsSince1970: day * 86_400)
        return say(
            "\(date.day)\(Self.noBreak)\(month(date.month))", "\(date.month)月\(date.day)日")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// From 1 to 12.
    func month(_ number: Int) -> String {
        say(Self.months[number - 1], "\(number)月")
    }

    /// The two largest units, as in `11 min 40 s`.
    func span(_ span: Duration) -> String {
        let seconds = max(0, span.milliseconds / 1000)
        let units = [
            (86_400, say("d", "天")), (3600, say("h", "小时")), (60, say("min", "分")),
            (1, say("s", "秒")),
        ]
        var rest = seconds
        var parts: [String] = []
        for (scale, name) in units {
            let count = rest / Int64(scale)
            rest %= Int64(scale)
            if count > 0, parts.count < 2 { parts.append("\(count)\(Self.noBreak)\(name)") }
        }
        return parts.isEmpty
            ? "0\(Self.noBreak)\(say("s", "秒"))" : parts.joined(separator: Self.noBreak)
    }

    /// A span of the calendar, as in `1 year 6 months`.
    func span(_ span: CalendarSpan) -> String {
        let parts = [
            (span.years, "year", "年"), (span.months, "month", "个月"), (span.days, "day", "天"),
            (span.hours, "hour", "小时"),
        ].filter { $0.0 > 0 }.map { count, english, chinese in
            let noun = say(count == 1 ? english : "\(english)s", chinese)
            return "\(count)\(Self.noBreak)\(noun)"
        }
        return parts.isEmpty ? self.span(Duration.zero) : parts.joined(separator: Self.noBreak)
    }

    /// From the least to the most in one unit, as in `10 to 13 min`.
    func spans(_ range: ClosedRange<Duration>) -> String {
        let (least, most) = (
            max(0, range.lowerBound.milliseconds), max(0, range.upperBound.milliseconds)
        )
        let units: [(scale: Int64, name: String)] = [
            (86_400_000, say("days", "天")), (3_600_000, say("h", "小时")),
            (60_000, say("min", "分钟")), (1000, say("s", "秒")),
        ]
        // Twice the unit, or the figures would say too little.
        let unit = units.first { most >= 2 * $0.scale } ?? units[3]
        let (from, to) = (least / unit.scale, (most + unit.scale - 1) / unit.scale)
        guard to > from + 1 else { return about("\(to)\(Self.noBreak)\(unit.name)") }
        guard from > 0 else {
            return say(
                "up to \(to)\(Self.noBreak)\(unit.name)",
                "最多 \(to)\(Self.noBreak)\(unit.name)")
        }
        return say(
            "\(from) to \(to)\(Self.noBreak)\(unit.name)",
            "\(from) 至 \(to)\(Self.noBreak)\(unit.name)")
    }

    func sizes(_ range: ClosedRange<ByteCount>) -> String {
        let (least, most) = (size(range.lowerBound), size(range.upperBound))
        return least == most ? about(most) : say("\(least) to \(most)", "\(least) 至 \(most)")
    }

    /// A time ahead that nobody knows exactly, as in `about 5 weeks`.
    func far(_ span: Duration) -> String {
        let days = max(1, span.milliseconds / 86_400_000)
        let (count, one, many, chinese) =
            switch days {
            case ..<28: (days, "day", "days", "天")
            case ..<70: (days / 7, "week", "weeks", "周")
            default: (days * 10 / 304, "month", "months", "个月")
            }
        return about(
            "\(count)\(Self.noBreak)\(say(count == 1 ? one : many, chinese))")
    }

    func about(_ figure: String) -> String { say("about \(figure)", "约 \(figure)") }

    /// What a clock measured: with tenths of a second where it is short, as in `0.4 s`.
    func measured(_ span: Duration) -> String {
        let milliseconds = max(0, span.milliseconds)
        guard milliseconds < 10_000 else { return self.span(span) }
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)\(Self.noBreak)\(say("s", "秒"))"
    }
}
