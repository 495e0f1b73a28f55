import AgentProtocol
import Cron
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Schedules fire from the journal, each firing once.
@Suite(.timeLimit(.minutes(5))) struct FiringTests {
    private let hour = Duration.seconds(3600)

    private func fire(
        _ journal: Journal, _ configuration: AgentConfiguration
    ) async throws -> Timestamp? {
        var zones: [String: Zone] = [:]
        for schedule in configuration.schedules {
            zones[schedule.time.zone] = try ZoneFolder.system.zone(named: schedule.time.zone)
        }
        return try await journal.fire(configuration, zones: zones)
    }

    @Test func whatIsDueFiresOnceAndIsToldWhenItIsDueNext() async throws {
        try await withJournal { journal, clock in
            let plan = try configuration(effective: clock.wall.now)
            let next = try await fire(journal, plan)
            #expect(next == clock.wall.now + hour)
            #expect(try await journal.openRuns().isEmpty)
            clock.advance(by: hour)
            _ = try await fire(journal, plan)
            _ = try await fire(journal, plan)
            let runs = try await journal.openRuns()
            #expect(runs.map(\.position.state) == [.queued])
            #expect(runs.first?.firing?.time == clock.wall.now)
            #expect(try await journal.story() == [])
        }
    }

    @Test func whatWasMissedIsCaughtUpByOne() async throws {
        try await withJournal { journal, clock in
            let plan = try configuration(effective: clock.wall.now)
            clock.advance(by: hour * 4)
            _ = try await fire(journal, plan)
            #expect(try await journal.openRuns().count == 1)
            #expect(
                try await journal.story()
                    == ["skipped catch_up", "skipped catch_up", "skipped catch_up"])
        }
    }

    @Test func aClockThatGoesBackFiresNothingTwice() async throws {
        try await withScratchFolder { scratch in
            let early = TestClock()
            let late = TestClock(start: early.wall.now + hour * 5)
            let plan = try configuration(effective: early.wall.now + hour * 4)
            let first = try await openJournal("\(scratch)/journal.db", late.wall)
            try await first.beginLife(number(1))
            _ = try await fire(first, plan)
            let fired = try await first.openRuns().map(\.id)
            #expect(fired.count == 1)
            await first.close()

            let second = try await openJournal("\(scratch)/journal.db", early.wall)
            _ = try await fire(second, plan)
            early.advance(by: hour * 5)
            _ = try await fire(second, plan)
            #expect(try await second.openRuns().map(\.id) == fired)
            #expect(try await second.story() == [])
            early.advance(by: hour)
            _ = try await fire(second, plan)
            #expect(try await second.story() == ["skipped overlap"])
            await second.close()
        }
    }

    @Test func aClockThatWasFarAheadOnceDoesNotSilenceTheSchedule() async throws {
        try await withScratchFolder { scratch in
            let early = TestClock()
            let wrong = TestClock(start: early.wall.now + hour * 24 * 365 * 70)
            let plan = try configuration(effective: early.wall.now)
            let first = try await openJournal("\(scratch)/journal.db", wrong.wall)
            try await first.beginLife(number(1))
            _ = try await fire(first, plan)
            for run in try await first.openRuns() {
                try await first.cancel(run.id, isActive: false)
            }
            await first.close()

            let second = try await openJournal("\(scratch)/journal.db", early.wall)
            early.advance(by: hour)
            _ = try await fire(second, plan)
            early.advance(by: hour)
            _ = try await fire(second, plan)
            #expect(try await second.openRuns().count == 1)
            await second.close()
        }
    }

    @Test(arguments: [
        (OverlapPolicy.reject, 1, ["began 1", "skipped overlap", "skipped overlap"]),
        (.queue, 2, ["began 1", "skipped overlap"]),
    ])
    func aSourceThatIsBeingReadIsFiredByItsPolicy(
        policy: OverlapPolicy, open: Int, story: [String]
    ) async throws {
        try await withJournal { journal, clock in
            let plan = try configuration(
                sources: [source(overlap: policy)], effective: clock.wall.now)
            for _ in 1...3 {
                clock.advance(by: hour)
                _ = try await fire(journal, plan)
                if let run = try await journal.openRuns().first {
                    _ = try await journal.begin(run.id)
                }
            }
            #expect(try await journal.openRuns().count == open)
            #expect(try await journal.story() == story)
        }
    }

    /// The night in March has no 02:30, the one in October has it twice.
    @Test(arguments: [
        ("Europe/Berlin", "2026-03-28T23:00:00.000Z", ["2026-03-29T01:00:00.000Z"]),
        ("Europe/Berlin", "2026-10-24T22:00:00.000Z", ["2026-10-25T00:30:00.000Z"]),
        ("America/New_York", "2026-03-08T05:00:00.000Z", ["2026-03-08T07:00:00.000Z"]),
        ("Asia/Shanghai", "2026-03-28T16:00:00.000Z", ["2026-03-28T18:30:00.000Z"]),
    ])
    func nightsOfOtherLengthFireOnce(
        zone: String, start: String, expected: [String]
    ) async throws {
        let clock = TestClock(start: try #require(Timestamp(rfc3339: start)))
        try await withJournal(clock) { journal, clock in
            let plan = try configuration(
                cron: "30 2 * * *", zone: zone, effective: clock.wall.now)
            var fired: [String] = []
            for _ in 1...(4 * 20) {
                clock.advance(by: .seconds(15 * 60))
                _ = try await fire(journal, plan)
                for run in try await journal.openRuns() {
                    fired.append(run.firing?.time.description ?? "none")
                    try await journal.cancel(run.id, isActive: false)
                }
            }
            #expect(fired == expected)
        }
    }

    @Test func aSourceThatIsSwitchedOffIsToldAndNotRead() async throws {
        try await withJournal { journal, clock in
            let plan = try configuration(
                sources: [source(isEnabled: false)], effective: clock.wall.now)
            clock.advance(by: hour)
            _ = try await fire(journal, plan)
            _ = try await fire(journal, plan)
            #expect(try await journal.story() == ["skipped disabled"])
            #expect(try await journal.openRuns().isEmpty)
        }
    }
}
