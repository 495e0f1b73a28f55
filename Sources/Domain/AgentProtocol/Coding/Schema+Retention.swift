package import Domain
package import JSON
internal import Values

extension Schema<RetentionRules> {
    /// What is kept, for the API and the store alike.
    package static let retention = Schema.object(
        "RetentionRules", "What is kept. Without any rule, everything is.",
        Field("last", { $0.counts[.last, default: 0] }, .field(Fields.keepCount), default: 0),
        Field("hourly", { $0.counts[.hourly, default: 0] }, .field(Fields.keepCount), default: 0),
        Field("daily", { $0.counts[.daily, default: 0] }, .field(Fields.keepCount), default: 0),
        Field("weekly", { $0.counts[.weekly, default: 0] }, .field(Fields.keepCount), default: 0),
        Field(
            "monthly", { $0.counts[.monthly, default: 0] }, .field(Fields.keepCount), default: 0),
        Field("yearly", { $0.counts[.yearly, default: 0] }, .field(Fields.keepCount), default: 0),
        Field(
            optional: "within", \.within, .calendarSpan,
            "Everything of this span before the latest stays, as in `1y6mo` or `2w`."),
        Field(optional: "ageMin", \.ageMin, .age, "Younger ones stay. Milliseconds."),
        Field(
            optional: "ageMax", \.ageMax, .age,
            "Older ones go unless another rule keeps them. Milliseconds.")
    ) { last, hourly, daily, weekly, monthly, yearly, within, ageMin, ageMax in
        let counts: [RetentionPeriod: Int] = [
            .last: last, .hourly: hourly, .daily: daily, .weekly: weekly, .monthly: monthly,
            .yearly: yearly,
        ]
        return RetentionRules(
            counts: counts.filter { $0.value > 0 }, within: within, ageMin: ageMin,
            ageMax: ageMax)
    }
}

extension Schema<CalendarSpan> {
    package static let calendarSpan = Schema.string(
        format: nil, pattern: pattern, expected: "a span as in 1y6mo, 2w or 10d12h",
        parse: { CalendarSpan($0) }, print: { "\($0)" })

    /// At least one unit, the larger first.
    private static let pattern: String = {
        let units = ["y", "mo", "w", "d", "h"].map { "[0-9]{1,4}\($0)" }
        let spans = units.indices.map { first in
            units[first] + units[(first + 1)...].map { "(\($0))?" }.joined()
        }
        return "^(\(spans.joined(separator: "|")))$"
    }()
}

extension Schema<Duration> {
    /// Up to a thousand years.
    fileprivate static let age = Schema.span(.zero...(.seconds(1000 * 366 * 86_400)))
}
