import Testing
import Values

@testable import Domain

@Suite struct QueueTests {
    private let now = moment("12:00")

    private func run(
        _ number: UInt64, _ kind: RunKind = .backup, source: UInt64? = nil, vault: UInt64 = 1,
        priority: RunPriority = .normal, created: Timestamp? = nil, notBefore: Timestamp? = nil,
        attempt: Int = 1, cause: RunCause? = nil
    ) -> Run {
        Run(
            id: ID(number), tenant: ID(1), kind: kind, cause: cause ?? .hub,
            subject: RunSubject(
                source: kind == .backup ? ID(source ?? number) : nil, vaults: [ID(vault)],
                agent: ID(1)),
            priority: priority, position: RunPosition(attempt: attempt),
            created: created ?? now - .seconds(60), notBefore: notBefore)
    }

    @Test(
        arguments: Row.table(
            """
            reject idle   none  start
            reject active none  skip
            reject active one   skip
            queue  idle   none  start
            queue  active none  wait
            queue  active one   skip
            queue  idle   one   skip
            """))
    func aSourceHasOneRunAtATime(row: Row) throws {
        let decision = OverlapRule.decide(
            try #require(OverlapPolicy(rawValue: row[0])), active: row[1] == "active",
            isOneWaiting: row[2] == "one")
        let expected: [String: OverlapRule.Decision] = [
            "start": .start, "wait": .wait, "skip": .skip(.overlap),
        ]
        #expect(decision == expected[row[3]])
    }

    @Test func backupsClaimTheirSourceAndMaintenanceItsVault() {
        #expect(run(1, source: 7).claims == [.source(ID(7))])
        for kind in RunKind.allCases where kind.isMaintenance {
            #expect(run(1, kind, vault: 5).claims == [.vault(ID(5))])
        }
        for kind in [RunKind.restore, .drill, .export] { #expect(run(1, kind).claims.isEmpty) }
        #expect(run(1, .update).claims == [.agent(ID(1))])
    }

    private func choose(
        _ waiting: [Run], active: [Run] = [], limits: RunLimits = RunLimits(perAgent: 9),
        capacity: Int? = nil
    ) -> [UInt64] {
        var admission = Admission(
            limits,
            active: active.map { run in
                var run = run
                run.agent = ID(1)
                return run
            })
        let candidates = waiting.map {
            Admission.Candidate(run: $0, agent: ID(1), capacity: capacity)
        }
        return admission.choose(candidates, now: now).map { $0.uuid.low & 0xFFFF }
    }

    @Test func theUrgentGoFirstThenTheOlder() {
        let waiting = [
            run(1, priority: .low, created: now - .seconds(900)),
            run(2, created: now - .seconds(10)), run(3, created: now - .seconds(20)),
            run(4, priority: .high, created: now), run(5, created: now - .seconds(20)),
        ]
        #expect(choose(waiting) == [4, 3, 5, 2, 1])
        #expect(choose(waiting.reversed()) == [4, 3, 5, 2, 1])
    }

    @Test func limitsHold() {
        let waiting = (1...6).map { run($0, vault: $0 % 2) }
        #expect(choose(waiting, limits: RunLimits(perAgent: 2)) == [1, 2])
        #expect(choose(waiting, limits: RunLimits(perAgent: 9), capacity: 3) == [1, 2, 3])
        #expect(choose(waiting, limits: RunLimits(perAgent: 9, perVault: 1)) == [1, 2])
        #expect(choose(waiting, limits: RunLimits(perAgent: 9, perHub: 4)) == [1, 2, 3, 4])
        #expect(choose(waiting, active: [run(9), run(8)], limits: RunLimits(perAgent: 3)) == [1])
    }

    /// Whoever waits for files does not wait until backups have ended, nor one restore for the
    /// stream that another one needs.
    @Test func restoresAndStreamsHaveRoomOfTheirOwn() {
        let waiting =
            (1...3).map { run($0) } + (4...6).map { run($0, .restore) }
            + (7...11).map { run($0, .export) }
        #expect(choose(waiting, limits: RunLimits(perAgent: 1)) == [1, 4, 5, 7, 8, 9, 10])
        let full = [run(20), run(21, .restore), run(22, .restore)]
        #expect(
            choose(waiting, active: full, limits: RunLimits(perAgent: 1, perVault: 1))
                == [7, 8, 9, 10])
        #expect(choose([run(1, .drill)], active: full, limits: RunLimits(perAgent: 1)) == [])
        #expect(choose(waiting, active: full, limits: RunLimits(perHub: 3)) == [])
    }

    @Test func whatSharesAClaimKeepsItsOrderAndHoldsUpNobodyElse() {
        let waiting = [
            run(1, .prune, vault: 1), run(2, .check, vault: 1), run(3, .check, vault: 2),
            run(4, source: 8),
        ]
        #expect(choose(waiting) == [1, 3, 4])
        #expect(choose(waiting, active: [run(9, .forget, vault: 1), run(10, source: 8)]) == [3])
        #expect(choose([run(4)], active: [run(9, .update)]) == [])
        // What is not due yet reserves nothing.
        let later = run(1, source: 8, notBefore: now + .seconds(1))
        #expect(choose([later, run(2, source: 8)]) == [2])
    }

    /// Age, attempt, cause, and what is the case; then what becomes of it.
    @Test(
        arguments: Row.table(
            """
            0s    1 user   online          | dispatch
            0s    1 firing online          | dispatch
            23h   1 firing online          | dispatch
            24h   1 firing online          | drop(expired)
            24h   1 user                   | drop(expired)
            72h   2 firing online          | dispatch
            0s    1 user                   | wait(30s)
            0s    1 user   tries=3         | wait(4m)
            0s    1 user   tries=30        | wait(30m)
            1430m 1 user   tries=30        | wait(10m)
            0s    1 user   online gone     | drop(gone)
            0s    1 firing online disabled | drop(disabled)
            0s    1 user   online disabled | dispatch
            0s    1 prune  online frozen   | drop(frozen)
            0s    1 user   online frozen   | dispatch
            0s    1 later  online          | wait(5m)
            """))
    func aRunThatWaitsIsTriedAndDroppedInTheEnd(row: Row) throws {
        let age = try #require(Duration(row[0]))
        let words = row.cells.dropFirst(3)
        let firing = Firing(schedule: ID(1), source: ID(1), time: now)
        let waiting = run(
            1, row[2] == "prune" ? .prune : .backup, created: now - age,
            notBefore: row[2] == "later" ? now + .seconds(300) : nil,
            attempt: try #require(Int(row[1])),
            cause: row[2] == "firing" ? .firing(firing) : .user(ID(1)))
        let tries = words.compactMap { $0.hasPrefix("tries=") ? Int($0.dropFirst(6)) : nil }.first
        let decision = PendingRule.decide(
            waiting,
            PendingRule.Situation(
                isAgentOnline: words.contains("online"), isSubjectThere: !words.contains("gone"),
                isEnabled: !words.contains("disabled"), isHubFrozen: words.contains("frozen")),
            retry: SourceRetry(), tries: tries ?? 0, now: now)
        let found =
            switch decision {
            case .dispatch: "dispatch"
            case .wait(let until): "wait(\((until - now).text))"
            case .drop(let reason): "drop(\(reason.rawValue))"
            }
        #expect(found == row.cells.last)
    }
}
