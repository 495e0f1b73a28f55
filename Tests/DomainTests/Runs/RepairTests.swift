import Testing
import Values

@testable import Domain

@Suite struct RepairTests {
    private let now = moment("12:00")

    private func words(_ decision: HubRepair.Decision) -> String {
        switch decision {
        case .keep: "keep"
        case .step(let step): step.name
        case .repeatStart: "repeat-start"
        case .repeatCancel: "repeat-cancel"
        case .tellToStop: "tell-to-stop"
        }
    }

    private func run(
        _ state: String, _ kind: RunKind = .backup, agent: ID<Agent>? = nil
    ) throws -> Run {
        let state = try #require(RunState(rawValue: state))
        var run = Run(
            id: ID(1), tenant: ID(1), kind: kind, cause: .hub,
            subject: RunSubject(source: ID(1), vaults: [ID(1)], agent: agent),
            position: RunPosition(state: state, attempt: 2, fence: 3), created: now)
        run.incarnation = ID(1)
        return run
    }

    /// State, kind, whether the hub is frozen.
    @Test(
        arguments: Row.table(
            """
            queued     backup thawed keep
            queued     backup frozen keep
            queued     prune  frozen skip
            queued     delete frozen skip
            queued     forget frozen skip
            queued     prune  thawed keep
            leased     backup thawed keep
            leased     prune  frozen keep
            running    backup thawed keep
            finalizing backup thawed keep
            cancelling backup thawed keep
            succeeded  backup thawed keep
            failed     prune  frozen keep
            skipped    prune  frozen keep
            """))
    func aHubThatStartsLeavesAgentsTheirRuns(row: Row) throws {
        let decision = HubRepair.atStart(
            try run(row[0], try #require(RunKind(rawValue: row[1]))), isFrozen: row[2] == "frozen")
        #expect(words(decision) == row[3])
        if case .step(let step) = decision {
            _ = try #require(RunState(rawValue: row[0])).after(step)  // it is one that is taken
        }
    }

    /// State at the hub, what the agent claims (attempt/fence/state), whether it is the same
    /// incarnation.
    @Test(
        arguments: Row.table(
            """
            leased     -              same  repeat-start
            leased     -              other repeat-start
            running    -              same  keep
            running    -              other interrupt
            finalizing -              other interrupt
            cancelling -              other interrupt
            cancelling -              same  keep
            queued     -              other keep
            succeeded  -              other keep
            running    2/3/running    same  keep
            running    2/3/running    other keep
            leased     2/3/queued     other keep
            leased     2/3/finalizing same  keep
            cancelling 2/3/running    same  repeat-cancel
            cancelling 2/3/cancelling same  keep
            running    1/3/running    same  tell-to-stop
            running    2/2/running    same  tell-to-stop
            cancelled  2/3/running    same  tell-to-stop
            failed     2/3/finalizing same  tell-to-stop
            running    2/3/succeeded  same  keep
            cancelled  1/1/succeeded  other keep
            """))
    func anAgentThatComesBackIsComparedRunByRun(row: Row) throws {
        let parts = row[1].split(separator: "/").map(String.init)
        let claim =
            row[1] == "-"
            ? nil
            : HubRepair.Claim(
                attempt: try #require(Int(parts[0])), fence: try #require(Int64(parts[1])),
                state: try #require(RunState(rawValue: parts[2])))
        let decision = HubRepair.onHello(
            try run(row[0]), claim: claim, incarnation: row[2] == "same" ? ID(1) : ID(2))
        #expect(words(decision) == row[3])
        if case .step(let step) = decision {
            _ = try #require(RunState(rawValue: row[0])).after(step)
        }
    }

    /// State in the journal, vaults that have something, whose run it is, attempts so far of two.
    @Test(
        arguments: Row.table(
            """
            queued     backup  0 own 1 keep
            leased     backup  0 own 1 release
            leased     backup  0 hub 1 interrupt
            running    backup  0 own 1 resume(1,2)
            running    backup  1 own 1 resume(2)
            finalizing backup  1 own 1 resume(2)
            finalizing backup  2 own 1 finish(succeeded)
            finalizing backup  2 hub 1 finish(succeeded)
            finalizing backup  1 hub 1 interrupt
            finalizing backup  1 own 2 resume(2)
            finalizing backup  1 own 3 interrupt
            running    backup  2 hub 2 finish(succeeded)
            running    backup  0 own 2 interrupt
            running    backup  0 hub 1 interrupt
            running    restore 0 own 1 interrupt
            cancelling backup  0 own 1 interrupt
            cancelling backup  2 own 1 interrupt
            warned     backup  1 own 1 keep
            cancelled  backup  0 own 1 keep
            """))
    func anAgentThatStartsTakesUpWhatItLeft(row: Row) throws {
        let vaults: [ID<KnownVault>] = [ID(1), ID(2)]
        let state = try #require(RunState(rawValue: row[0]))
        let decision = AgentRepair.atStart(
            kind: try #require(RunKind(rawValue: row[1])),
            position: RunPosition(state: state, attempt: try #require(Int(row[4]))),
            outcomes: VaultOutcomes(
                vaults: vaults,
                vaults.prefix(try #require(Int(row[2]))).map {
                    VaultOutcome(vault: $0, attempt: 1, result: .stored(locator: "a"))
                }), isOwn: row[3] == "own",
            retry: SourceRetry(attemptsMax: 2))
        let found: String
        switch decision {
        case .keep: found = "keep"
        case .step(let step):
            found = step.name
            _ = try state.after(step)
        case .resume(let left):
            let numbers = left.compactMap { vault in
                vaults.firstIndex(of: vault).map { "\($0 + 1)" }
            }
            found = "resume(\(numbers.joined(separator: ",")))"
        }
        #expect(found == row[5])
    }

    /// Attempt and fence that are given, what the journal has, what goes on; then the answer.
    @Test(
        arguments: Row.table(
            """
            1/1 -              0 active  allowed   accept
            1/1 -              2 active  allowed   busy
            1/1 -              0 active  forbidden policy
            1/1 -              0 paused  allowed   not_taking_runs
            1/1 -              0 draining allowed  not_taking_runs
            1/1 1/1/running    2 paused  forbidden repeatReport
            1/1 1/1/succeeded  0 active  allowed   repeatReport
            2/2 1/1/running    1 active  allowed   replace
            2/2 1/1/failed     0 active  allowed   accept
            2/2 1/1/failed     2 active  allowed   busy
            1/1 2/2/running    0 active  allowed   stale
            2/1 1/2/running    0 active  allowed   stale
            1/2 2/2/running    0 active  allowed   stale
            """))
    func givingARunTwiceIsGivingItOnce(row: Row) throws {
        let given = row[0].split(separator: "/").map(String.init)
        let parts = row[1].split(separator: "/").map(String.init)
        let known =
            parts.count < 3
            ? nil
            : RunPosition(
                state: try #require(RunState(rawValue: parts[2])),
                attempt: try #require(Int(parts[0])), fence: try #require(Int64(parts[1])))
        let decision = DispatchRule.decide(
            attempt: try #require(Int(given[0])), fence: try #require(Int64(given[1])),
            known: known, active: try #require(Int(row[2])), capacity: 2,
            standing: try #require(AgentStanding(rawValue: row[3])), isAllowed: row[4] == "allowed")
        let found =
            if case .refuse(let refusal) = decision { refusal.rawValue } else { "\(decision)" }
        #expect(found == row[5])
    }

    @Test func whatAnAgentRefusesGoesSomewhereElseOrEnds() throws {
        for refusal in DispatchRefusal.allCases {
            guard let step = refusal.step else { continue }
            let next = try RunState.leased.after(step)
            #expect(next == (refusal == .policy ? .failed : .queued))
        }
    }

    // MARK: What a restored hub has forgotten

    /// State, attempt and fence that the agent speaks of, and where the run is then; it was at
    /// attempt 2 under fence 3.
    @Test(
        arguments: Row.table(
            """
            queued     2 4 leased     2 4
            leased     2 4 leased     2 4
            running    3 5 leased     3 5
            finalizing 3 5 leased     3 5
            running    2 3 running    2 3
            running    3 3 running    2 3
            running    2 2 running    2 3
            queued     1 4 queued     2 3
            cancelling 3 5 cancelling 2 3
            succeeded  3 5 succeeded  2 3
            queued     2 1000003 leased 2 1000003
            queued     2 1000004 queued 2 3
            queued     2 9223372036854775807 queued 2 3
            queued     2 -9223372036854775808 queued 2 3
            """))
    func aLaterFenceIsRecalled(row: Row) throws {
        let (attempt, fence) = (try #require(Int(row[1])), try #require(Int64(row[2])))
        func recalled(by agent: ID<Agent>?) throws -> String {
            var run = try run(row[0], agent: agent)
            run.recall(attempt: attempt, fence: fence)
            let position = run.position
            return "\(position.state.rawValue) \(position.attempt) \(position.fence)"
        }
        #expect(try recalled(by: ID(1)) == row.cells[3...].joined(separator: " "))
        // The pool may have lent it to another one.
        #expect(try recalled(by: nil) == "\(row[0]) 2 3")
    }
}
