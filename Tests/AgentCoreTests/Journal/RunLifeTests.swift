import AgentProtocol
import Cron
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// The life of a run in the journal, and what a crash makes of it.
@Suite(.timeLimit(.minutes(5))) struct RunLifeTests {
    private func order(
        _ run: UInt64 = 20, attempt: Int = 1, fence: Int64 = 1, kind: RunKind = .backup
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: attempt, fence: fence), kind: kind,
            source: kind == .backup ? source() : nil,
            vaults: [
                ConfiguredVault(id: number(7), format: .archive, place: "file:/v", secrets: [])
            ])
    }

    private func offer(
        _ order: RunOrder, to journal: Journal, isAllowed: Bool = true,
        standing: AgentStanding = .active, active: Int = 0
    ) async throws -> DispatchRule.Decision {
        try await journal.offer(
            order, active: active, capacity: 2, standing: standing, isAllowed: isAllowed
        ).decision
    }

    private func fired(_ journal: Journal, _ clock: TestClock) async throws -> ID<Run> {
        clock.advance(by: .seconds(3600))
        _ = try await journal.fire(
            configuration(effective: clock.wall.now - .seconds(3600)), zones: ["UTC": .utc])
        return try #require(try await journal.openRuns().first { $0.position.state == .queued }).id
    }

    private let stored = VaultOutcome(
        vault: number(7), attempt: 1, result: .stored(locator: "abc"), size: ByteCount(5))

    @Test func aBackupThatWentWellEndsOnceAndWithItsOutcome() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            let run = try #require(try await journal.begin(id))
            #expect(try await journal.begin(id) == nil)
            try await journal.record(stored, of: id)
            try await journal.record(stored, of: id)
            let summary = Journal.Summary(report: AttemptReport(), entries: 3)
            #expect(
                try await journal.settle(run.attempt, summary, retry: SourceRetry())
                    == .finish(.succeeded))
            #expect(try await journal.settle(run.attempt, summary, retry: SourceRetry()) == nil)
            #expect(try await journal.story() == ["began 1", "stored", "ended succeeded"])
            #expect(try await journal.openRuns().isEmpty)
        }
    }

    /// As on a machine that was rolled back: the hub has seen the end of it already.
    @Test func anOwnRunThatTheHubKnowsTheEndOfEndsAndItsSourceFiresAgain() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            _ = try await journal.begin(id)
            try await journal.lose(id)
            #expect(try await journal.openRuns().isEmpty)
            try await journal.lose(id)
            #expect(try await journal.story() == ["began 1", "ended cancelled"])
            let next = try await fired(journal, clock)
            #expect(next != id)
        }
    }

    @Test func whatFailedIsTriedAgainAfterAWhileAndThenGivenUp() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            let failure = RunFailure(code: "x", message: "It failed.", disposition: .retryable)
            for attempt in 1...3 {
                let run = try #require(try await journal.begin(id))
                #expect(run.position.attempt == attempt)
                let summary = Journal.Summary(report: AttemptReport(failure: failure))
                _ = try await journal.settle(run.attempt, summary, retry: SourceRetry())
            }
            #expect(
                try await journal.story() == [
                    "began 1", "retried x", "began 2", "retried x", "began 3", "ended failed",
                ])
        }
    }

    @Test func anAttemptWaitsNoLongerThanItsSourceIsPatientWhereTheClockGoesBack() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            let retry = SourceRetry(firstWait: .seconds(60))
            let failure = RunFailure(code: "x", message: "It failed.", disposition: .retryable)
            let summary = Journal.Summary(report: AttemptReport(failure: failure))
            for wait: Duration in [.seconds(60), .seconds(120)] {
                let run = try #require(try await journal.begin(id))
                _ = try await journal.settle(run.attempt, summary, retry: retry)
                let waiting = try #require(try await journal.run(id))
                let now = clock.wall.now
                #expect(waiting.begins(retry, now: now) == now + wait)
                let before = now - .seconds(1)
                #expect(waiting.begins(retry, now: before) == before)
            }
        }
    }

    @Test func cancellingEndsWhatWaitsAndWhatGoesOn() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            try await journal.cancel(id, isActive: false)
            try await journal.cancel(id, isActive: false)
            #expect(try await journal.story() == ["ended cancelled"])

            let next = try await fired(journal, clock)
            let run = try #require(try await journal.begin(next))
            try await journal.cancel(next, isActive: true)
            #expect(try await journal.run(next)?.position.state == .cancelling)
            // A late success never overwrites it.
            try await journal.record(stored, of: next)
            let summary = Journal.Summary(report: AttemptReport())
            _ = try await journal.settle(run.attempt, summary, retry: SourceRetry())
            #expect(
                try await journal.story().suffix(3) == ["began 1", "stored", "ended cancelled"])
        }
    }

    @Test func givingARunTwiceIsGivingItOnce() async throws {
        try await withJournal { journal, _ in
            #expect(try await offer(order(), to: journal) == .accept)
            #expect(try await offer(order(), to: journal) == .repeatReport)
            #expect(try await journal.openRuns().count == 1)
            _ = try await journal.begin(number(20))
            #expect(try await offer(order(), to: journal) == .repeatReport)
            #expect(try await offer(order(attempt: 2, fence: 2), to: journal) == .replace)
            #expect(try await offer(order(fence: 0), to: journal) == .refuse(.stale))
            #expect(
                try await offer(order(21), to: journal, isAllowed: false) == .refuse(.policy))
            #expect(
                try await offer(order(21), to: journal, standing: .draining)
                    == .refuse(.notTakingRuns))
            #expect(try await offer(order(21), to: journal, active: 2) == .refuse(.busy))
            #expect(try await journal.openRuns().count == 1)
        }
    }

    @Test func aRunThisAgentFiredIsNobodysToGiveIt() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            let forged = RunOrder(
                attempt: RunAttempt(run: id, attempt: 5, fence: 9), kind: .backup,
                source: source(), vaults: [])
            #expect(try await offer(forged, to: journal) == .refuse(.stale))
            #expect(try await journal.run(id)?.isOwn == true)
        }
    }

    /// What the journal says of a run when the process dies, and what the next life makes of it.
    @Test(arguments: [
        ("own queued", [] as [String], "queued 1"),
        ("own running", ["began 1", "retried interrupted"], "queued 2"),
        ("own stored", ["began 1", "stored", "ended succeeded"], "succeeded 1"),
        ("own cancelling", ["began 1", "ended cancelled"], "cancelled 1"),
        ("given leased", [], "gone"),
        ("given running", ["began 1", "ended failed"], "failed 1"),
    ])
    func aCrashIsRepairedAtTheNextStart(
        moment: String, story: [String], end: String
    ) async throws {
        try await withJournal { journal, clock in
            let isOwn = moment.hasPrefix("own")
            let id: ID<Run> = isOwn ? try await fired(journal, clock) : number(20)
            if !isOwn { _ = try await offer(order(), to: journal) }
            if moment.hasSuffix("running") || moment.hasSuffix("stored")
                || moment.hasSuffix("cancelling")
            {
                _ = try await journal.begin(id)
            }
            if moment.hasSuffix("stored") { try await journal.record(stored, of: id) }
            if moment.hasSuffix("cancelling") { try await journal.cancel(id, isActive: true) }
            try await journal.beginLife(number(11))
            for _ in 1...2 { _ = try await journal.repair { _ in SourceRetry() } }
            #expect(try await journal.story() == story)
            let run = try await journal.run(id)
            let state = run.map { "\($0.position.state) \($0.position.attempt)" }
            #expect(state ?? "gone" == end)
        }
    }

    @Test func aHookThatWasNotMadeUpForIsRemembered() async throws {
        try await withJournal { journal, clock in
            let id = try await fired(journal, clock)
            _ = try await journal.begin(id)
            try await journal.setOwesHook(true, id)
            for _ in 1...2 {
                let owing = try await journal.repair { _ in SourceRetry() }
                #expect(owing.map(\.id) == [id])
            }
            try await journal.setOwesHook(false, id)
            #expect(try await journal.repair { _ in SourceRetry() }.isEmpty)
        }
    }
}
