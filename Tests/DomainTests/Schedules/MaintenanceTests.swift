import Cron
import Testing
import Values

@testable import Domain

@Suite struct MaintenanceTests {
    private func decide(
        _ cadence: MaintenanceCadence, last: [RunKind: Timestamp] = [:],
        since: String = "2026-11-01T00:00:00", open: Set<RunKind> = [], now: String
    ) -> [String] {
        MaintenanceRule.decide(
            cadence, in: .utc, last: last, since: moment(since), open: open, now: moment(now)
        ).map { decision in
            switch decision {
            case .due(let kind, let nominal): "\(kind.rawValue) \(nominal)"
            case .done(let kind): "\(kind.rawValue) done"
            case .underway(let kind): "\(kind.rawValue) underway"
            }
        }
    }

    @Test func whatIsDueIsDueOnceInTheOrderWorthDoing() throws {
        let cadence = MaintenanceCadence(
            forget: try CronExpression("0 4 * * *"), prune: try CronExpression("0 5 * * SUN"),
            check: try CronExpression("0 6 1 * *"), drill: try CronExpression("0 7 1 1 *"))
        #expect(
            decide(cadence, now: "2026-11-21T12:00:00") == [
                "forget 2026-11-21T04:00:00.000Z", "prune 2026-11-15T05:00:00.000Z",
                "check 2026-11-01T06:00:00.000Z", "drill done",
            ])
        // Days of absence are one forget, not many.
        #expect(
            decide(
                cadence, last: [.forget: moment("2026-11-10T04:03:00")], open: [.prune],
                now: "2026-11-21T03:59:59") == [
                    "forget 2026-11-20T04:00:00.000Z", "prune underway",
                    "check 2026-11-01T06:00:00.000Z", "drill done",
                ])
        // Somebody did it by hand since.
        #expect(
            decide(
                cadence,
                last: [
                    .forget: moment("2026-11-21T04:00:00"), .prune: moment("2026-11-20T10:00:00"),
                    .check: moment("2026-11-02T00:00:00"),
                ], now: "2026-11-21T04:00:00") == [
                    "forget done", "prune done", "check done", "drill done",
                ])
        #expect(decide(MaintenanceCadence(), now: "2026-11-21T12:00:00").isEmpty)
    }

    /// Rules, expression; what they ask for in vain.
    @Test(
        arguments: [
            "hourly=24 | 0 3 * * * | hourly/daily",
            "hourly=24 | 0 * * * * |",
            "hourly=24 | */5 9-17 * * MON |",
            "hourly=24 | 0 6,18 * * * |",
            "hourly=1 | 0 3 * * * |",
            "hourly=24 daily=7 | 0 3 * * SUN | hourly/daily daily/weekly",
            "daily=7 | 0 3 * * * |",
            "daily=7 | 0 3 * * MON,THU |",
            "daily=7 weekly=4 monthly=12 yearly=3 | 0 3 * * * |",
            "daily=7 weekly=4 monthly=12 | 0 3 1 * * | daily/weekly weekly/monthly",
            "weekly=4 monthly=12 | 0 3 1,15 * * |",
            "monthly=12 | 0 3 1 1 * | monthly/yearly",
            "monthly=12 | 0 3 1 1,7 * |",
            "last=5 | 0 3 1 1 * |",
            "within=30d | 0 3 1 1 * |",
            "daily=7 | * * * * * |",
            "age=2d | 0 3 * * * |",
            "age=2d | 0 3 * * SUN | age",
            "age=3d | 0 3 * * MON-FRI |",
            "age=2d | 0 3 * * MON-FRI | age",
            "daily=7 age=2d | 0 3 * * SUN | daily/weekly",
            "hourly=24 | @every 90m |",
            "hourly=24 | - |",
        ])
    func rulesThatAskForMoreThanComesAreTold(row: String) throws {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").map(String.init)
        }
        var rules = RetentionRules()
        for word in cells[0] {
            let halves = word.split(separator: "=").map(String.init)
            switch halves[0] {
            case "age": rules.ageMax = Duration(halves[1])
            case "within": rules.within = CalendarSpan(halves[1])
            default:
                let period = try #require(RetentionPeriod(rawValue: halves[0]))
                rules.counts[period] = Int(halves[1])
            }
        }
        let cron = cells[1].joined(separator: " ")
        let timetables =
            cron == "-"
            ? []
            : [
                Timetable(
                    try CronExpression(cron),
                    in: try ZoneFolder.system.zone(named: "Europe/Berlin"))
            ]
        let found = CadenceConflict.find(in: rules, timetables: timetables, now: moment("12:00"))
            .map { conflict in
                switch conflict {
                case .neverMoreThanOne(let finer, let coarser):
                    "\(finer.rawValue)/\(coarser.rawValue)"
                case .olderBeforeNext: "age"
                }
            }
        #expect(found == cells[2])
    }

    @Test func twoSchedulesTogetherMayBeEnough() throws {
        let rules = RetentionRules(counts: [.hourly: 24])
        let morning = Timetable(try CronExpression("0 6 * * *"), in: .utc)
        let evening = Timetable(try CronExpression("0 18 * * *"), in: .utc)
        #expect(
            CadenceConflict.find(in: rules, timetables: [morning], now: moment("12:00")).count == 1)
        #expect(
            CadenceConflict.find(in: rules, timetables: [morning, evening], now: moment("12:00"))
                .isEmpty)
    }
}
