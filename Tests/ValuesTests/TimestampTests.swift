import Testing

@testable import Values

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_763_696_789_042, "2025-11-21T03:46:29.042Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    ])
    func timestampsAreWrittenAndReadAsRFC3339(milliseconds: Int, text: String) {
        let moment = Timestamp(milliseconds: Int64(milliseconds))
        #expect(moment.description == text)
        #expect(Timestamp(rfc3339: text) == moment)
    }

    @Test(arguments: [
        ("2025-11-21T04:46:29+01:00", 1_763_696_789_000),
        ("2025-11-21t03:46:29.5z", 1_763_696_789_500),
        ("2025-11-20 22:16:29.123456789-05:30", 1_763_696_789_123),
    ])
    func otherSpellingsOfTheSameMomentAreRead(text: String, milliseconds: Int) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == Int64(milliseconds))
    }

    @Test func arithmeticEndsWhereNumbersEnd() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(last + .seconds(1) == last && first - .seconds(1) == first)
        #expect(first + .seconds(-1) == first && last - .seconds(-1) == last)
        #expect((last - first).milliseconds == .max && (first - last).milliseconds == .min)
        #expect(Timestamp(seconds: .max) == last && Timestamp(seconds: .min) == first)
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
        #expect(first.seconds < 0 && last.seconds > 0)
        let most = ByteCount(Int64.max)
        #expect(most + most == most && ByteCount(Int64.min) + ByteCount(-1) == ByteCount(Int64.min))
        #expect(ByteCount(rounding: 1e30) == ByteCount(Int64(1) << 62))
        #expect(ByteCount(rounding: -.infinity) == ByteCount(-(Int64(1) << 62)))
        #expect(ByteCount(rounding: .nan) == ByteCount(0) && ByteCount(rounding: 2.6).bytes == 3)
    }

    @Test(arguments: [
        "", "2025-11-21", "2025-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2025-01-01T24:00:00Z",
        "2025-01-01T00:00:00", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Zx",
        "2025-01-01T00:00:00+24:00", "２025-01-01T00:00:00Z",
    ])
    func whatIsNoTimestampIsRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyDayOfEightCenturiesSurvivesTheCalendar() {
        var weekday = CalendarDate(secondsSince1970: 0).weekday
        #expect(weekday == 4)
        for day in 0..<(365 * 400) {
            let date = CalendarDate(secondsSince1970: Int64(day) * 86_400 + 86_399)
            #expect(date.daysSince1970 == day)
            #expect(date.weekday == weekday)
            weekday = (weekday + 1) % 7
            let past = CalendarDate(secondsSince1970: -Int64(day) * 86_400)
            #expect(past.daysSince1970 == -day)
        }
    }
}
