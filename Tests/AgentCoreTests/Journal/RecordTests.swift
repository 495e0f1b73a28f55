import AgentProtocol
import Domain
import Glibc
import Host
import SQLiteStore
import Store
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Records: numbered without gaps, kept until nobody can need them, never lost once promised.
@Suite(.timeLimit(.minutes(10))) struct RecordTests {
    private func line(_ text: String, _ run: ID<Run> = number(20)) -> RunLine {
        RunLine(run: run, level: .info, text: text)
    }

    private func begun(_ journal: Journal, _ run: UInt64 = 20) async throws {
        let order = RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: .check, vaults: [])
        _ = try await journal.offer(
            order, active: 0, capacity: 1, standing: .active, isAllowed: true)
        _ = try await journal.begin(number(run))
    }

    @Test func eachLifeCountsFromOneAndOldOnesAreKept() async throws {
        try await withJournal { journal, _ in
            try await begun(journal)
            try await journal.record([line("a"), line("b")], of: number(20))
            try await journal.beginLife(number(12))
            try await journal.record([line("c")], of: number(20))
            let lives = try await journal.lives()
            #expect(lives.map(\.recorded) == [3, 1])
            #expect(lives.map(\.incarnation) == [number(1), number(12)])
            #expect(try await journal.story() == ["began 1", "line a", "line b", "line c"])
            #expect(lives[0].span == JournalSpan(incarnation: number(1), first: 1, last: 3))
        }
    }

    @Test func linesBeyondWhatPeopleReadAreCounted() async throws {
        try await withJournal { journal, _ in
            try await begun(journal)
            let many = (1...4000).map { line("\($0)") }
            for _ in 1...3 { try await journal.record(many, of: number(20)) }
            let attempt = RunAttempt(run: number(20), attempt: 1, fence: 1)
            _ = try await journal.settle(
                attempt, Journal.Summary(report: AttemptReport()), retry: .none)
            let story = try await journal.story()
            #expect(story.count == 1 + RunLine.perRunMax + 2)
            #expect(
                story.suffix(2) == [
                    "line 2000 further lines were counted and not kept.", "ended succeeded",
                ])
        }
    }

    @Test func whileTheHubIsFarBehindLinesAreCountedAndEndsAreKept() async throws {
        try await withJournal { journal, _ in
            try await begun(journal)
            try await journal.database.write { db in
                // As if so many had been recorded and none acknowledged.
                _ = try db.execute("UPDATE lives SET recorded = 200001, oldest = 200001")
            }
            try await journal.record([line("a")], of: number(20))
            let attempt = RunAttempt(run: number(20), attempt: 1, fence: 1)
            _ = try await journal.settle(
                attempt, Journal.Summary(report: AttemptReport()), retry: .none)
            let life = try #require(try await journal.lives().first)
            #expect(life.recorded == 200_003)
        }
    }

    @Test func whatTheHubHasIsDroppedAMonthAfterItsRunEnded() async throws {
        try await withJournal { journal, clock in
            try await begun(journal)
            try await journal.record([line("a")], of: number(20))
            let attempt = RunAttempt(run: number(20), attempt: 1, fence: 1)
            _ = try await journal.settle(
                attempt, Journal.Summary(report: AttemptReport()), retry: .none)
            try await begun(journal, 21)
            clock.advance(by: Journal.keptFor + .seconds(1))
            // Nobody has it: it stays.
            try await journal.trim()
            #expect(try await journal.everything().count == 4)
            try await journal.acknowledge(number(1), through: 2)
            try await journal.trim()
            #expect(try await journal.story() == ["ended succeeded", "began 1"])
            try await journal.acknowledge(number(1), through: 4)
            try await journal.trim()
            // The run has not ended: what is told of it stays.
            #expect(try await journal.story() == ["began 1"])
            #expect(try await journal.run(number(20)) == nil)
            #expect(try await journal.lives().first?.oldest == 4)
        }
    }

    @Test func aHubThatWasRestoredMayTakeItsWordBack() async throws {
        try await withJournal { journal, _ in
            try await begun(journal)
            try await journal.record([line("a")], of: number(20))
            try await journal.acknowledge(number(1), through: 99)
            #expect(try await journal.lives().first?.acknowledged == 2)
            try await journal.acknowledge(number(1), through: 1)
            #expect(try await journal.lives().first?.acknowledged == 1)
        }
    }

    /// Killed in the middle of a transaction after some that were promised: those are all there,
    /// and of the others nothing is in pieces.
    @Test(arguments: [1, 2, 7, 23]) func whatWasPromisedSurvivesAKill(kept: Int) async throws {
        try await withScratchFolder { scratch in
            let path = "\(scratch)/journal.db"
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, kept = kept as Int] in
                let journal = try await openJournal(path)
                try await journal.beginLife(number(1))
                let order = RunOrder(
                    attempt: RunAttempt(run: number(20), attempt: 1, fence: 1), kind: .check,
                    vaults: [])
                _ = try await journal.offer(
                    order, active: 0, capacity: 1, standing: .active, isAllowed: true)
                _ = try await journal.begin(number(20))
                for index in 1..<kept {
                    let line = RunLine(run: number(20), level: .info, text: "\(index)")
                    try await journal.record([line], of: number(20))
                }
                try await journal.write { db in
                    let line = RunLine(run: number(20), level: .info, text: "torn")
                    try db.record(.line(line), of: number(20), at: Timestamp(seconds: 0))
                    kill(getpid(), SIGKILL)
                }
            }
            let journal = try await openJournal(path)
            let records = try await journal.everything()
            #expect(records.map(\.sequence) == (1...Int64(kept)).map { $0 })
            #expect(try await journal.lives().first?.recorded == Int64(kept))
            await journal.close()
        }
    }
}
