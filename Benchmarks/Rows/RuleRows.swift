import Cron
import Domain
import Host
import Values

/// Rules that a hub applies to much at once.
enum RuleRows {
    static let rows = [schedulesOfATick, retention]

    /// When each of so many schedules fires next, with expressions and zones as people have them.
    private static let schedulesOfATick = Row(
        "schedules of a tick, 100000", unit: "ms", better: .less, goal: .atMost(100)
    ) { _ in
        let zones = ZoneFolder("/usr/share/zoneinfo")
        let expressions = [
            "0 3 * * *", "*/15 * * * *", "30 2 * * 1-5", "0 0 1 * *", "15 */6 * * *",
            "45 22 * * sun", "0 12 1,15 * *", "7 4 * * *",
        ]
        let places = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai"]
        var timetables: [Timetable] = []
        for expression in expressions {
            for place in places {
                timetables.append(
                    Timetable(try CronExpression(expression), in: try zones.zone(named: place)))
            }
        }
        let all = timetables
        let now = WallClock.system.now
        return Contest(
            ours: Contestant(name: "Timetable") {
                var latest = now
                let seconds = await Measure.seconds {
                    for number in 0..<100_000 {
                        let moment = now + .seconds(number % 3600)
                        guard let next = all[number % all.count].next(after: moment) else {
                            continue
                        }
                        latest = max(latest, next)
                    }
                }
                precondition(latest > now)
                return Measurement(value: seconds * 1000)
            })
    }

    /// Snapshots every quarter of an hour, so that most of them go.
    private static let retention = Row(
        "retention of 1000000 snapshots : 100000", unit: "s", better: .less,
        goal: .ratioAtMost(12)
    ) { _ in
        let rules = RetentionRules(
            counts: [.last: 10, .hourly: 48, .daily: 30, .weekly: 12, .monthly: 24, .yearly: 10])
        let now = WallClock.system.now
        @Sendable func decide(_ count: Int) async -> Measurement {
            let candidates = (0..<count).map { number in
                RetentionCandidate(
                    id: "\(number)", time: now - .seconds(900 * number + number % 7))
            }
            let seconds = await Measure.seconds {
                let decisions = rules.decide(candidates, now: now) {
                    CalendarDate(secondsSince1970: $0.seconds)
                }
                precondition(decisions.count == count)
            }
            return Measurement(value: seconds)
        }
        return Contest(
            ours: Contestant(name: "1000000") { await decide(1_000_000) },
            peer: Contestant(name: "100000") { await decide(100_000) })
    }
}
