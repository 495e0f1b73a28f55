import Testing
import Values

@testable import Cron

@Suite struct ExpressionTests {
    @Test func fieldsKeepWhatWasWrittenAndWhatItMeans() throws {
        let expression = try CronExpression("  */20 9-17/4,23 1,15\tJAN-mar,12 fri-SUN ")
        #expect(expression.text == "*/20 9-17/4,23 1,15 JAN-mar,12 fri-SUN")
        let calendar = try #require(expression.calendar)
        #expect(calendar.minute.parts == [.all(step: 20)])
        #expect(calendar.minute.values == [0, 20, 40])
        #expect(calendar.hour.parts == [.range(first: 9, last: 17, step: 4), .value(23)])
        #expect(calendar.hour.values == [9, 13, 17, 23])
        #expect(calendar.dayOfMonth.values == [1, 15])
        #expect(calendar.month.values == [1, 2, 3, 12])
        #expect(calendar.dayOfWeek.parts == [.range(first: 5, last: 7, step: 1)])
        #expect(calendar.dayOfWeek.values == [0, 5, 6])
        #expect(calendar.fitsEitherDayField)
        #expect(calendar.minutesOfDay.prefix(4) == [540, 560, 580, 780])
    }

    @Test(arguments: [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@MONTHLY", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), (" @midnight ", "0 0 * * *"),
        ("@hourly", "0 * * * *"), ("0 0 * * 7", "0 0 * * 0"), ("0 0 * * SUN", "0 0 * * 0"),
        ("0 0 * * 0-7", "0 0 * * 0-6"), ("0 0 * * sat-sun", "0 0 * * 6,0"),
        ("00 07 01 01 *", "0 7 1 1 *"),
    ])
    func otherSpellingsMeanTheSame(text: String, plain: String) throws {
        let (a, b) = (try CronExpression(text), try CronExpression(plain))
        #expect(a.calendar?.minutesOfDay == b.calendar?.minutesOfDay)
        for (a, b) in zip(a.calendar?.dayFields ?? [], b.calendar?.dayFields ?? []) {
            #expect(a.values == b.values)
        }
    }

    @Test(arguments: [
        ("", CronError.Kind.empty, 1, "The expression is empty."),
        ("\t ", .empty, 1, "The expression is empty."),
        ("* * * *", .fieldCount, 8, "There are 4 fields, but 5 are needed: minute, hour, day of"),
        ("0 * * * * *", .fieldCount, 11, "There are 6 fields, but 5 are needed: minute, hour"),
        ("60 * * * *", .outOfRange, 1, "The minute '60' is out of range; allowed are 0 to 59."),
        ("0 24 * * *", .outOfRange, 3, "The hour '24' is out of range; allowed are 0 to 23."),
        ("0 0 0 * *", .outOfRange, 5, "The day of month '0' is out of range; allowed are 1 to"),
        ("0 0 * 13 *", .outOfRange, 7, "The month '13' is out of range; allowed are 1 to 12 or"),
        ("0 0 * * 8", .outOfRange, 9, "The day of week '8' is out of range; allowed are 0 to 7"),
        ("0 0 * * 1,8", .outOfRange, 11, "The day of week '8' is out of range"),
        ("0 0 * JANUARY *", .badValue, 7, "The month 'JANUARY' is not understood; allowed are"),
        ("0 0 * * L", .badValue, 9, "The day of week 'L' is not understood; allowed are 0 to 7"),
        ("0 0 ? * *", .badValue, 5, "The day of month '?' is not understood; allowed are 1 to"),
        ("-5 * * * *", .badValue, 1, "The minute '' is not understood; allowed are 0 to 59."),
        ("1,,2 * * * *", .badValue, 3, "The minute '' is not understood"),
        ("1-2-3 * * * *", .badValue, 1, "The minute '1-2-3' has two dashes; a range is"),
        ("1-* * * * *", .badValue, 3, "The minute '*' is not understood"),
        ("１ * * * *", .badValue, 1, "The minute '１' is not understood"),
        ("99999 * * * *", .badValue, 1, "The minute '99999' is not understood"),
        ("0 22-2 * * *", .backwards, 3, "The hour '22-2' runs backwards; write 22-23,0-2."),
        ("0 0 * * 5-2", .backwards, 9, "The day of week '5-2' runs backwards; write 5-6,0-2."),
        ("*/90 * * * *", .badStep, 3, "The minute '90' is no step from 1 to 59."),
        ("*/0 * * * *", .badStep, 3, "The minute '0' is no step from 1 to 59."),
        ("*/ * * * *", .badStep, 3, "The minute '' is no step from 1 to 59."),
        ("*/2/3 * * * *", .badStep, 1, "The minute '*/2/3' has two steps."),
        ("5/10 * * * *", .badStep, 1, "The minute '5/10' has a step but no range; write 5-59/10"),
        ("@reboot", .unknownMacro, 1, "@reboot names no time; allowed are @yearly, @annually"),
        ("@dayly", .unknownMacro, 1, "There is no '@dayly'; allowed are @yearly, @annually"),
        ("@daily 5", .fieldCount, 8, "Nothing may follow @daily."),
        ("@every", .badInterval, 7, "@every is followed by one duration, as in @every 90m."),
        ("@every 5 m", .badInterval, 10, "@every is followed by one duration"),
        ("@every 90", .badInterval, 8, "'90' is no duration, as in @every 90m."),
        ("@every 90s", .badInterval, 8, "'90s' is not a whole number of minutes from 1m to"),
        ("@every 0m", .badInterval, 8, "'0m' is not a whole number of minutes from 1m to 366d."),
        ("@every 53w", .badInterval, 8, "'53w' is not a whole number of minutes"),
        ("0 0 30 2 *", .neverFires, 5, "The day of month '30' never comes in month '2'."),
        ("0 0 31 FEB,4,jun-jun,9,11 *", .neverFires, 5, "The day of month '31' never comes in"),
        ("0 0 30-31 2 */2", .neverFires, 5, "The day of month '30-31' never comes in month '2'."),
        ("\u{1B}[2J * * * *", .badValue, 1, "The minute '?[2J' is not understood"),
    ])
    func whatIsNoExpressionGetsASentenceAndAPlace(
        text: String, kind: CronError.Kind, column: Int, message: String
    ) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.kind == kind)
        #expect(error?.column == column, "\(text)")
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func overlongExpressionsAreRefused() {
        let list = (0..<200).map { _ in "59" }.joined(separator: ",")
        let error = #expect(throws: CronError.self) { try CronExpression("\(list) * * * *") }
        #expect(error?.kind == .tooLong)
        let all = (0..<60).map { "\($0)" }.joined(separator: ",")
        #expect(throws: Never.self) { try CronExpression("\(all) * * * *") }
    }

    @Test(arguments: ["0 0 29 2 *", "0 0 29 2 */6", "0 0 31 1 *", "0 0 30 2 1", "0 0 31 */2 *"])
    func whatFiresHoweverRarelyIsAccepted(text: String) throws {
        let timetable = Timetable(try CronExpression(text), in: .utc)
        #expect(timetable.next(after: .at("2096-03-01T00:00:00Z")) != nil)
    }

    @Test(arguments: [
        ("* * * * *", "1m", "1m"), ("*/7 * * * *", "4m", "7m"), ("0 2 * * *", "1d", "1d"),
        ("0 0,1 * * *", "1h", "23h"), ("0 2 * * MON", "7d", "7d"),
        ("0 2 * * MON-FRI", "1d", "3d"), ("30 4 1 * *", "28d", "31d"),
        ("0 0 31 * *", "31d", "61d"), ("0 0 1 1 *", "365d", "366d"),
        ("0 0 29 2 *", "1461d", "2921d"), ("59 23,0 * * SUN", "23h", "6d1h"),
        ("@every 90m", "1h30m", "1h30m"), ("0 0 29 2 */6", "4382d", "10226d"),
    ])
    func gapsAreKnown(text: String, smallest: String, largest: String) throws {
        let gaps = try CronExpression(text).gaps
        #expect(gaps.smallest == Duration(smallest))
        #expect(gaps.largest == Duration(largest))
    }
}

extension CronExpression {
    var calendar: CronCalendar? {
        guard case .calendar(let calendar) = meaning else { return nil }
        return calendar
    }
}

extension CronCalendar {
    var dayFields: [CronField] { [dayOfMonth, month, dayOfWeek] }
}
