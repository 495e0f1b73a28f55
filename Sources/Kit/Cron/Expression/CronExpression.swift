/// When something happens again and again: five fields as in Vixie cron, a word for common ones, or
/// an interval.
///
///     minute hour day-of-month month day-of-week      30 2 * * MON-FRI
///     @yearly @annually @monthly @weekly @daily @midnight @hourly
///     @every 90m
///
/// A field is `*`, a number, a name (JAN, MON, in any case), a range `a-b`, a step `*/n` or
/// `a-b/n`, or a list of these. Sunday is 0 and 7, also at the end of a range (`FRI-SUN`). When
/// both day fields are restricted, a day that fits either is meant; when one of them begins with a
/// star, a day has to fit both.
///
/// Intervals are counted from 1970-01-01 00:00 UTC, so that everybody who evaluates one comes to
/// the same instants without knowing when it was written down.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    package enum Meaning: Hashable, Sendable {
        case calendar(CronCalendar)
        case interval(Duration)
    }

    /// As it was written, without blanks around it.
    package let text: String
    package let meaning: Meaning

    /// Refuses what cannot be read and what would never happen, as 30 February.
    package init(_ text: some StringProtocol) throws(CronError) {
        let reader = try CronReader(text)
        self.text = reader.text
        meaning = try reader.meaning()
    }

    package var description: String { text }
}
