import Testing
import Values

@testable import Domain

/// Steps of runs as the hub takes them.
@Suite struct RunStepsTests {
    private let now = Timestamp(seconds: 1000)

    private func run(
        isOwn: Bool, _ state: RunState = .queued, attempt: Int = 1, fence: Int64 = 0
    ) -> Run {
        let firing = Firing(
            schedule: ID(UUID(high: 1, low: 1)), source: ID(UUID(high: 2, low: 2)), time: now)
        return Run(
            id: ID(UUID(high: 3, low: 3)), tenant: ID(UUID(high: 4, low: 4)), kind: .backup,
            cause: isOwn ? .firing(firing) : .hub, subject: RunSubject(), isOwn: isOwn,
            position: RunPosition(state: state, attempt: attempt, fence: fence), created: now)
    }

    @Test(
        arguments: Row.table(
            """
            queued     start          running
            queued     finalize       finalizing
            queued     retry          queued+1
            queued     finish         succeeded
            queued     cancel         cancelling
            queued     interrupt      failed
            queued     skip           skipped
            running    start          running
            running    retry          queued+1
            running    cancel         cancelling
            running    skip           refused
            running    lease          refused
            cancelling start          cancelling
            cancelling finalize       cancelling
            cancelling retry          cancelling+1
            cancelling finish         cancelled
            cancelling interrupt      cancelled
            cancelling skip           cancelled
            succeeded  cancel         refused
            cancelled  finish         refused
            skipped    start          refused
            """))
    func whatAnAgentSaysOfItsOwnRunIsHowItIs(row: Row) throws {
        let steps: [String: RunStep] = [
            "start": .start, "finalize": .finalize, "retry": .retry,
            "finish": .finish(.succeeded), "cancel": .cancel, "interrupt": .interrupt,
            "skip": .skip(.overlap), "lease": .lease,
        ]
        var run = run(isOwn: true, try #require(RunState(rawValue: row[0])))
        let step = try #require(steps[row[1]])
        let before = run
        do throws(RunRefusal) {
            try run.take(step, at: now)
            let told = run.position.state.rawValue + (run.position.attempt == 2 ? "+1" : "")
            #expect(told == row[2])
            #expect((run.ended != nil) == run.position.state.isFinal)
        } catch {
            #expect(row[2] == "refused" && run == before)
        }
    }

    @Test func aLaterAttemptIsBelievedAndAnEarlierOneIsStale() throws {
        var own = run(isOwn: true, .running, attempt: 2)
        #expect(throws: RunRefusal.stale) {
            try own.take(.finish(.failed), by: .agent(attempt: 1, fence: 0), at: now)
        }
        try own.take(.start, by: .agent(attempt: 5, fence: 0), at: now)
        #expect(own.position == RunPosition(state: .running, attempt: 5, fence: 0))
        // Of a run that was given, only the attempt that was given.
        var given = run(isOwn: false, .leased, attempt: 1, fence: 3)
        #expect(throws: RunRefusal.stale) {
            try given.take(.start, by: .agent(attempt: 2, fence: 3), at: now)
        }
        #expect(throws: RunRefusal.stale) {
            try given.take(.start, by: .agent(attempt: 1, fence: 2), at: now)
        }
        try given.take(.start, by: .agent(attempt: 1, fence: 3), at: now)
        #expect(given.started == now)
    }

    @Test func whatWasGivenAndNeverBegunWasNoAttempt() throws {
        for step in [RunStep.release, .interrupt] {
            var run = run(isOwn: false, .leased, attempt: 2, fence: 7)
            try run.take(step, at: now, notBefore: now + .seconds(5))
            #expect(run.position == RunPosition(state: .queued, attempt: 2, fence: 7))
            #expect(run.notBefore == now + .seconds(5))
            try run.take(.lease, at: now)
            #expect(run.position.fence == 8 && run.incarnation == nil)
        }
    }
}
