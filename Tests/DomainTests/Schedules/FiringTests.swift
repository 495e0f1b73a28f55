import Cron
import Cryptography
import Testing
import Values

@testable import Domain

@Suite struct FiringTests {
    private let sha256: SHA256Function = { SHA256.hash($0).bytes }
    private static let source: ID<Source> = ID(7)

    private static func schedule(
        _ cron: String, zone: String = "UTC", jitter: Duration = .zero, enabled: Bool = true,
        effective: String = "2020-01-01T00:00:00"
    ) throws -> Schedule {
        Schedule(
            id: ID(3), tenant: ID(1), name: "Nightly",
            time: try ScheduleTime(cron: cron, zone: zone), sources: [source], isEnabled: enabled,
            jitter: jitter, effective: moment(effective))
    }

    /// The example of docs/formats/agent-protocol.md, computed by another program.
    @Test func theRunOfAFiringIsTheDocumentedOne() throws {
        let firing = Firing(
            schedule: try #require(ID("019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d")),
            source: try #require(ID("019a8f3c-0b7e-7001-8000-000000000002")),
            time: Timestamp(milliseconds: 1_763_694_000_000))
        #expect(
            String(decoding: firing.canonical, as: UTF8.self) == """
                holdfast-firing-1
                36:019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d,36:019a8f3c-0b7e-7001-8000-000000000002,\
                13:1763694000000,
                """)
        #expect(firing.run(sha256: sha256).description == "019aa45a-b780-8a67-8fc8-b026e0b64ee8")
    }

    @Test func everyFiringHasARunOfItsOwn() {
        var runs: Set<ID<Run>> = []
        for number in 0..<1000 as Range<UInt64> {
            let firing = Firing(
                schedule: ID(number % 10), source: ID(number / 10 % 10),
                time: Timestamp(seconds: Int64(number / 100) * 60))
            let run = firing.run(sha256: sha256)
            #expect(run == firing.run(sha256: sha256))
            #expect(run.description.dropFirst(14).first == "8", "version 8")
            runs.insert(run)
        }
        #expect(runs.count == 1000)
    }

    @Test func jitterIsSpreadAndAlwaysTheSame() {
        let most = Duration.seconds(600)
        var early = 0
        var all: Set<Int64> = []
        for number in 0..<1000 as Range<UInt64> {
            let firing = Firing(schedule: ID(1), source: ID(number), time: moment("12:00"))
            let later = Firing(schedule: ID(1), source: ID(number), time: moment("13:00"))
            let jitter = firing.jitter(most: most)
            #expect(jitter >= .zero && jitter <= most)
            #expect(later.jitter(most: most) == jitter)
            #expect(firing.jitter(most: .zero) == .zero)
            #expect(firing.jitter(most: .seconds(-5)) == .zero)
            if jitter < most / 2 { early += 1 }
            all.insert(jitter.milliseconds)
        }
        #expect((400...600).contains(early) && all.count > 950)
    }

    private func words(_ span: FiringSpan) -> String {
        let words = span.decisions.map { decision in
            switch decision {
            case .fire(let firing): "fire \(short(firing.time))"
            case .skip(let firing, let reason): "\(reason.rawValue) \(short(firing.time))"
            }
        }
        return words.joined(separator: ", ")
    }

    private func short(_ time: Timestamp) -> String { String(time.description.dropLast(8)) }

    /// Expression, zone, up to when it was evaluated before, and now; what is due.
    @Test(
        arguments: [
            "0 * * * * | UTC | 2026-11-21T11:00:00 | 2026-11-21T11:59:59 |",
            "0 * * * * | UTC | 2026-11-21T11:00:00 | 2026-11-21T12:00:00 | fire 2026-11-21T12:00",
            "0 * * * * | UTC | 2026-11-21T12:00:00 | 2026-11-21T12:00:30 |",
            """
            0 * * * * | UTC | 2026-11-21T09:30:00 | 2026-11-21T12:00:30 | \
            catch_up 2026-11-21T10:00, catch_up 2026-11-21T11:00, fire 2026-11-21T12:00
            """,
            // The clock went back.
            "0 * * * * | UTC | 2026-11-21T12:00:00 | 2026-11-21T08:00:00 |",
            // A time inside the gap runs at its end.
            """
            30 2 * * * | Europe/Berlin | 2026-03-28T12:00:00 | 2026-03-29T12:00:00 | \
            fire 2026-03-29T01:00
            """,
            // The repeated hour fires once.
            """
            30 2 * * * | Europe/Berlin | 2026-10-24T12:00:00 | 2026-10-25T12:00:00 | \
            fire 2026-10-25T00:30
            """,
            """
            30 2 * * * | America/New_York | 2026-03-07T12:00:00 | 2026-03-08T12:00:00 | \
            fire 2026-03-08T07:00
            """,
            """
            30 1 * * * | America/New_York | 2026-10-31T12:00:00 | 2026-11-01T12:00:00 | \
            fire 2026-11-01T05:30
            """,
            """
            15 2 * * * | Australia/Lord_Howe | 2026-10-03T12:00:00 | 2026-10-04T12:00:00 | \
            fire 2026-10-03T15:30
            """,
            """
            30 0 * * * | Asia/Shanghai | 2026-03-28T12:00:00 | 2026-03-29T12:00:00 | \
            fire 2026-03-28T16:30
            """,
        ])
    func aSpanFiresWhatIsDueAndCatchesUpOnce(row: String) throws {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").joined(separator: " ")
        }
        let schedule = try Self.schedule(cells[0], zone: cells[1])
        let span = FiringSpan(
            of: schedule, source: Self.source, in: try ZoneFolder.system.zone(named: cells[1]),
            after: moment(cells[2]), through: moment(cells[3]))
        #expect(words(span) == cells[4])
    }

    @Test func whatIsOffOrWasNotYetInForceFiresNothing() throws {
        for schedule in [
            try Self.schedule("0 * * * *", enabled: false),
            try Self.schedule("0 * * * *", effective: "2026-11-21T12:30:00"),
        ] {
            let span = FiringSpan(
                of: schedule, source: Self.source, in: .utc, after: moment("09:00"),
                through: moment("12:40"))
            #expect(span.decisions.isEmpty && span.uncounted == 0)
            #expect(span.next == (schedule.isEnabled ? moment("13:00") : nil))
        }
    }

    /// Looking every few seconds, or once after a week: the same firings, none lost, none twice.
    @Test func howOftenOneLooksChangesNothing() throws {
        let schedule = try Self.schedule("*/20 2,3 * * *", jitter: .seconds(1200))
        for seed in 0..<20 as Range<UInt64> {
            var random = Dice(seed)
            let start = moment("2026-10-23T00:00:00")
            let end = start + .seconds(4 * 86_400)
            var last = start
            var seen: [Firing] = []
            while last < end {
                let now = min(end, last + .seconds(Int64.random(in: 1...20_000, using: &random)))
                let span = FiringSpan(
                    of: schedule, source: Self.source, in: .utc, after: last, through: now)
                for decision in span.decisions {
                    switch decision {
                    case .fire(let firing), .skip(let firing, _): seen.append(firing)
                    }
                }
                let fired = span.decisions.count {
                    if case .fire = $0 { true } else { false }
                }
                #expect(fired == min(1, span.decisions.count), "seed \(seed)")
                if let next = span.next { #expect(next > now) }
                last = now
            }
            let jitter = seen[0].jitter(most: schedule.jitter)
            let expected = Timetable(schedule.time.cron, in: .utc).nextTimes(
                100, after: start - jitter
            )
            .filter { $0 + jitter <= end && $0 + jitter > start }
            #expect(seen.map(\.time) == expected, "seed \(seed)")
        }
    }

    @Test func aLongSleepIsCountedAndTheLatestFires() throws {
        let schedule = try Self.schedule("* * * * *")
        for (days, lines) in [(1, 1001), (200, 1001)] as [(Int64, Int)] {
            let now = moment("2026-11-21T12:00:00")
            let span = FiringSpan(
                of: schedule, source: Self.source, in: .utc, after: now - .seconds(days * 86_400),
                through: now)
            #expect(span.decisions.count == lines)
            #expect(
                span.decisions.last
                    == .fire(Firing(schedule: schedule.id, source: Self.source, time: now)))
            #expect(span.uncounted > 0 && span.next == now + .seconds(60))
        }
    }

    @Test func theNextFiveAreShownAndWhatNeverFiresIsRefused() throws {
        let time = try ScheduleTime(cron: "0 3 * * MON", zone: "Europe/Berlin")
        let zone = try ZoneFolder.system.zone(named: time.zone)
        #expect(
            time.preview(in: zone, after: moment("2026-10-12T00:00:00")).map(short) == [
                "2026-10-12T01:00", "2026-10-19T01:00", "2026-10-26T02:00", "2026-11-02T02:00",
                "2026-11-09T02:00",
            ])
        #expect {
            _ = try ScheduleTime(cron: "0 0 30 2 *", zone: "UTC")
        } throws: {
            ($0 as? CronError)?.kind == .neverFires
        }
    }

    @Test func theAgentFiresItsOwnSourcesAndTheHubThePools() {
        #expect(FiringParty(.agent(ID(4))) == .agent(ID(4)))
        #expect(FiringParty(.pool) == .hub)
    }

    @Test(
        arguments: [
            ("0 * * * *", "2026-11-21T11:00:00", "2026-11-21T12:30:00"),
            ("0 3 * * *", "2026-11-21T03:00:00", "2026-11-22T15:00:00"),
            ("0 3 * * MON", "2026-11-16T03:00:00", "2026-11-26T15:00:00"),
            // Friday to Monday is three days.
            ("0 3 * * MON-FRI", "2026-11-20T03:00:00", "2026-11-24T15:00:00"),
        ])
    func aSourceIsStaleAfterOneAndAHalfIntervals(
        cron: String, lastGood: String, expected: String
    ) throws {
        let timetable = Timetable(try CronExpression(cron), in: .utc)
        #expect(
            StaleRule.staleFrom(lastGood: moment(lastGood), timetables: [timetable])
                == moment(expected))
        #expect(StaleRule.staleFrom(lastGood: moment(lastGood), timetables: []) == nil)
    }
}
