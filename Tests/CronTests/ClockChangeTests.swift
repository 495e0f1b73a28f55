import TestSupport
import Testing
import Values

@testable import Cron

@Suite struct ClockChangeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let zone: String
        let expression: String
        let after: String
        let times: [String]

        init(_ zone: String, _ expression: String, after: String, _ times: String...) {
            self.zone = zone
            self.expression = expression
            self.after = after
            self.times = times
        }

        var testDescription: String { "\(zone): \(expression) after \(after)" }
    }

    static let rows = [
        // 29 March 2026: 02:00 is followed by 03:00. 25 October: 03:00 by 02:00.
        Row(
            "Europe/Berlin", "30 2 * * *", after: "2026-03-28T00:00:00Z",
            "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
        Row(
            "Europe/Berlin", "30 2,14 * * *", after: "2026-03-28T14:00:00Z",
            "2026-03-29T12:30:00Z", "2026-03-30T00:30:00Z"),
        Row(
            "Europe/Berlin", "*/15 * * * *", after: "2026-03-29T00:40:00Z",
            "2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"),
        Row(
            "Europe/Berlin", "10,50 2 29 3 *", after: "2026-01-01T00:00:00Z",
            "2026-03-29T01:00:00Z", "2027-03-29T00:10:00Z"),
        Row(
            "Europe/Berlin", "30 2 * * *", after: "2026-10-24T12:00:00Z",
            "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        Row(
            "Europe/Berlin", "*/30 * * * *", after: "2026-10-25T00:10:00Z",
            "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z"),
        Row(
            "Europe/Berlin", "@hourly", after: "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"),
        Row(
            "Europe/Berlin", "0 3 * * *", after: "2026-10-25T00:00:00Z",
            "2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"),
        Row(
            "Europe/Berlin", "@every 60m", after: "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"),
        Row(
            "America/New_York", "30 2 * * *", after: "2026-03-08T00:00:00Z",
            "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"),
        Row(
            "America/New_York", "30 1 * * *", after: "2026-11-01T00:00:00Z",
            "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
        // Far beyond every table, by the rule alone.
        Row(
            "America/New_York", "30 2 * * *", after: "2199-03-10T00:00:00Z",
            "2199-03-10T07:00:00Z", "2199-03-11T06:30:00Z"),
        // Half an hour.
        Row(
            "Australia/Lord_Howe", "15 2 * * *", after: "2026-10-03T00:00:00Z",
            "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"),
        Row(
            "Australia/Lord_Howe", "45 1 * * *", after: "2026-04-04T00:00:00Z",
            "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"),
        // None today, one in 1986.
        Row(
            "Asia/Shanghai", "0 2 * * *", after: "2026-03-29T00:00:00Z",
            "2026-03-29T18:00:00Z", "2026-03-30T18:00:00Z"),
        Row(
            "Asia/Shanghai", "30 2 * * *", after: "1986-05-03T12:00:00Z",
            "1986-05-03T18:00:00Z", "1986-05-04T17:30:00Z"),
        Row(
            "Asia/Shanghai", "30 1 * * *", after: "1986-09-13T00:00:00Z",
            "1986-09-13T16:30:00Z", "1986-09-14T17:30:00Z"),
        // Daylight time is the usual time, and Ramadan the exception.
        Row(
            "Africa/Casablanca", "30 2 * * *", after: "2025-04-05T12:00:00Z",
            "2025-04-06T02:00:00Z", "2025-04-07T01:30:00Z"),
        Row(
            "Africa/Casablanca", "30 2 * * *", after: "2025-02-22T12:00:00Z",
            "2025-02-23T01:30:00Z", "2025-02-24T02:30:00Z"),
        // 30 December 2011 was left out.
        Row(
            "Pacific/Apia", "0 12 30 12 *", after: "2011-06-01T00:00:00Z",
            "2011-12-30T10:00:00Z", "2012-12-29T22:00:00Z"),
        Row(
            "Pacific/Apia", "0 0 * * *", after: "2011-12-29T00:00:00Z",
            "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"),
        Row(
            "Pacific/Apia", "0 18 * * FRI", after: "2011-12-24T18:00:00Z",
            "2011-12-30T10:00:00Z", "2012-01-06T04:00:00Z"),
        // Two hours.
        Row(
            "Antarctica/Troll", "30 1 * * *", after: "2026-03-29T00:00:00Z",
            "2026-03-29T01:00:00Z", "2026-03-29T23:30:00Z"),
        Row(
            "Antarctica/Troll", "30 1 * * *", after: "2026-10-24T23:15:00Z",
            "2026-10-24T23:30:00Z", "2026-10-26T01:30:00Z"),
        // Midnight itself is skipped.
        Row(
            "America/Sao_Paulo", "0 0 * * *", after: "2018-11-03T12:00:00Z",
            "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
    ]

    @Test(arguments: rows)
    func wallTimesHappenOnceAndSkippedOnesAtTheEndOfTheGap(row: Row) throws {
        let timetable = Timetable(
            try CronExpression(row.expression), in: try ZoneFolder.system.zone(named: row.zone))
        let expected = row.times.map(Timestamp.at)
        #expect(timetable.nextTimes(row.times.count, after: .at(row.after)) == expected)
        for (earlier, later) in zip(expected, expected.dropFirst()) {
            #expect(timetable.previous(before: later) == earlier)
        }
    }

    static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai",
        "Africa/Casablanca", "Pacific/Apia", "Antarctica/Troll", "America/Sao_Paulo",
        "Asia/Beirut", "Africa/Cairo", "Pacific/Kwajalein", "Asia/Gaza", "America/Caracas",
        "Europe/Dublin", "Asia/Kathmandu", "America/Scoresbysund", "Asia/Pyongyang",
    ]

    /// Every wall time of every day around a change, one by one, by Python's zones.
    @Test(.timeLimit(.minutes(5)))
    func countingThroughTheDaysComesToTheSame() async throws {
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        var cases: [(timetable: Timetable, start: Int64)] = []
        let span: Int64 = 4 * 86_400
        for name in Self.zones {
            let zone = try ZoneFolder.system.zone(named: name)
            let changes = zone.offsets(from: 0, through: 3_000_000_000).changes
            for _ in 0..<15 {
                guard let change = changes.randomElement(using: &random) else { continue }
                let expression = Self.fewTimesADay(&random)
                let start = change.at - Int64.random(in: 0..<span, using: &random)
                cases.append((Timetable(expression, in: zone), start))
            }
        }
        let input = cases.map {
            "\($0.start) \($0.start + span) \($0.timetable.zone.name) \($0.timetable.expression)\n"
        }.joined()
        let answers = try await runPython(Self.script, input: Array(input.utf8))
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(answers.count == cases.count + 1)
        for ((timetable, start), answer) in zip(cases, answers) {
            let times = timetable.times(from: start, through: start + span)
            #expect(
                times.map { "\($0)" }.joined(separator: " ") == answer,
                "seed \(random.seed): \(timetable.zone.name) \(timetable.expression) \(start)")
            #expect(timetable.timesBackwards(from: start, through: start + span) == times)
        }
    }

    /// So few that counting takes no time.
    private static func fewTimesADay(_ random: inout SeededGenerator) -> CronExpression {
        while true {
            let expression = CronExpression.random(using: &random, namesAllowed: false)
            if expression.calendar?.minutesOfDay.count ?? 0 <= 100 { return expression }
        }
    }

    private static let script = """
        import sys
        from datetime import datetime, timedelta, timezone
        from zoneinfo import ZoneInfo
        from croniter import croniter

        def local(second, zone):
            return datetime.fromtimestamp(second, zone).replace(tzinfo=None)

        def end_of_gap(wall, zone):
            middle = int(wall.replace(tzinfo=timezone.utc).timestamp())
            low, high = middle - 36 * 3600, middle + 36 * 3600
            while high - low > 1:
                middle = (low + high) // 2
                if local(middle, zone) > wall: high = middle
                else: low = middle
            return high

        def firings(day, fields, either, zone):
            minutes, hours, days, months, weekdays = fields
            has = lambda values, value: "*" in values or value in values
            in_month, in_week = has(days, day.day), has(weekdays, (day.weekday() + 1) % 7)
            fits = (in_month or in_week) if either else (in_month and in_week)
            if not (fits and has(months, day.month)): return []
            shown, skipped = [], []
            for minute in range(1440):
                if not (has(hours, minute // 60) and has(minutes, minute % 60)): continue
                wall = day + timedelta(minutes=minute)
                second = int(wall.replace(tzinfo=zone).timestamp())
                if local(second, zone) == wall: shown.append(second)
                else: skipped.append(wall)
            return shown or [end_of_gap(wall, zone) for wall in skipped]

        for line in sys.stdin:
            start, end, name, expression = line.rstrip().split(" ", 3)
            start, end, zone = int(start), int(end), ZoneInfo(name)
            fields = croniter.expand(expression)[0]
            words = expression.split()
            either = words[2][0] != "*" and words[4][0] != "*"
            midnight = local(start, zone).replace(hour=0, minute=0, second=0)
            found = set()
            for offset in range(-2, 7):
                found.update(firings(midnight + timedelta(days=offset), fields, either, zone))
            print(*sorted(second for second in found if start < second <= end))
        """
}

extension Timetable {
    fileprivate func times(from start: Int64, through end: Int64) -> [Int64] {
        var times: [Int64] = []
        while let time = next(after: Timestamp(seconds: times.last ?? start)), time.seconds <= end {
            times.append(time.seconds)
        }
        return times
    }

    fileprivate func timesBackwards(from start: Int64, through end: Int64) -> [Int64] {
        var times: [Int64] = []
        while let time = previous(before: Timestamp(seconds: times.last ?? end + 1)),
            time.seconds > start
        {
            times.append(time.seconds)
        }
        return times.reversed()
    }
}
