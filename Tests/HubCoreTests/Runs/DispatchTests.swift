import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Telemetry
import TestSupport
import Testing
import Values

/// What is wrong with one run, and what becomes of all others meanwhile.
@Suite struct DispatchTests {
    private func withScene(
        _ kind: StoreKind = .memory, _ body: (PoolScene, RunDispatcher, Run) async throws -> Void
    ) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(in: world, from: Sample.now)
            let dispatcher = scene.dispatcher()
            scene.arrange([try await world.addAgent("worker")], capacity: 9)
            let run = try await scene.desk(dispatcher).backUp(
                scene.source.id, of: world.tenant.id, by: Requester(.system, from: ""))
            scene.pass(.seconds(1))
            try await scene.addWaiting(1, dispatcher)
            try await body(scene, dispatcher, run)
        }
    }

    private func run(_ id: ID<Run>, _ scene: PoolScene) async throws -> Run {
        try #require(try await scene.world.store.run(id, of: scene.world.tenant.id))
    }

    @Test(arguments: StoreKind.allCases)
    func anOrderThatCannotBeMadeHoldsUpNoOther(kind: StoreKind) async throws {
        try await withScene(kind) { scene, dispatcher, broken in
            scene.spoil(
                scene.source.id, by: HubError(.overloaded, "it changes all the time"))
            try await dispatcher.look()
            #expect(scene.given.count == 1 && scene.given.first?.order.attempt.run != broken.id)
            let waiting = try await run(broken.id, scene)
            #expect(waiting.position.state == .queued && waiting.tries == 1)
            #expect(waiting.notBefore > scene.now)
            let events = try await scene.world.store.events(
                of: broken.id, in: scene.world.tenant.id, after: 0, limit: 99)
            #expect(events.last?.code == "not_ordered" && events.last?.level == .warning)

            // It is tried again, and given when it can be.
            try await dispatcher.look()
            #expect(try await run(broken.id, scene).tries == 1)
            scene.spoil(scene.source.id, by: nil)
            scene.pass(.seconds(600))
            try await dispatcher.look()
            #expect(scene.given.contains { $0.order.attempt.run == broken.id })
        }
    }

    @Test func whatNeverCanBeMadeFailsInTheEnd() async throws {
        try await withScene { scene, dispatcher, broken in
            scene.spoil(scene.source.id, by: StoreError(.misuse, "a row that nobody can read"))
            var looks = 0
            while try await run(broken.id, scene).position.state == .queued, looks < 99 {
                try await dispatcher.look()
                scene.pass(.seconds(400))
                looks += 1
            }
            let failed = try await run(broken.id, scene)
            #expect(failed.position.state == .failed && looks == 10)
            #expect(failed.failure?.code == "not_ordered")
        }
    }

    @Test func whatWaitingDoesNotMendFailsAtOnce() async throws {
        try await withScene { scene, dispatcher, broken in
            scene.spoil(
                scene.source.id, by: HubError(.masterKey, "a secret cannot be opened"))
            try await dispatcher.look()
            let failed = try await run(broken.id, scene)
            #expect(failed.position.state == .failed)
            #expect(failed.failure?.message == "a secret cannot be opened.")
            #expect(failed.failure?.disposition == .needsOperator)
            #expect(scene.given.count == 1)
        }
    }

    /// That says nothing of the run.
    @Test func aStoreThatIsNotThereCostsNoRunATry() async throws {
        try await withScene { scene, dispatcher, broken in
            scene.spoil(scene.source.id, by: StoreError(.unavailable, "away"))
            await #expect(throws: StoreError.self) { try await dispatcher.look() }
            let leased = try await run(broken.id, scene)
            #expect(leased.position.state == .leased && leased.tries == 0)
            scene.spoil(scene.source.id, by: nil)
            scene.pass(.seconds(30))
            try await dispatcher.look()
            #expect(scene.given.count == 2)
        }
    }

    /// Nobody but the hub knows of it, and so nobody else would end it.
    @Test(arguments: [true, false])
    func whatIsCancelledBeforeItIsGivenEnds(fails: Bool) async throws {
        try await withScene { scene, dispatcher, run in
            let desk = scene.desk(dispatcher)
            scene.order { run in
                _ = try await desk.cancel(
                    run.id, of: run.tenant, by: Requester(.system, from: ""))
                if fails { throw HubError(.masterKey, "a secret cannot be opened") }
                return .notYet
            }
            try await dispatcher.look()
            #expect(try await self.run(run.id, scene).position.state == .cancelled)
            #expect(scene.given.isEmpty && scene.stopped.contains { $0.run == run.id })
        }
    }

    /// An agent whose link is not there, and what it has at the hub.
    private struct Away: RunLinks, RunOrders {
        let scene: RunScene
        let time = SettableTime()

        var dispatcher: RunDispatcher {
            RunDispatcher(
                store: scene.world.store, links: self, orders: self, feed: RunFeed(),
                clock: time.clock, log: Logger(to: LogWriter(.text), level: .error))
        }

        /// A run that these steps were taken of.
        func add(_ steps: [RunStep], of kind: RunKind = .backup) async throws -> ID<Run> {
            let now = time.clock.now
            var run = scene.run(now)
            if kind != .backup {
                run = Run(
                    id: Sample.id(), tenant: scene.tenant, kind: kind, cause: .maintenance,
                    subject: RunSubject(vaults: [scene.vault.id], agent: scene.agent.id),
                    created: now)
                run.agent = scene.agent.id
            }
            let (store, added) = (scene.world.store, run)
            _ = try await store.startRun(about: run.subject, of: scene.tenant) { _ in
                .new(RunPage(added), [])
            }
            _ = try await store.changeRun(run.id, of: nil, at: now) { page in
                for step in steps { try page.run.take(step, at: now) }
                return []
            }
            return run.id
        }

        func state(_ run: ID<Run>) async throws -> RunState? {
            try await scene.world.store.run(run, of: scene.tenant)?.position.state
        }

        func readyAgents() -> [ReadyAgent] { [] }
        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func order(for run: Run, on agent: Agent) async throws -> RunOrdering { .notYet }
    }

    @Test(arguments: StoreKind.allCases)
    func whatARevokedAgentHasEnds(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let away = Away(scene: try await RunScene(in: world))
            let dispatcher = away.dispatcher
            let runs = [
                try await away.add([]), try await away.add([.lease]),
                try await away.add([.lease, .start]),
                try await away.add([.lease, .start, .cancel]),
            ]
            try await dispatcher.look()
            #expect(try await away.state(runs[0]) == .queued)
            #expect(try await away.state(runs[2]) == .running)
            _ = try await world.store.changeAgent(away.scene.agent.id, of: nil) { agent in
                agent.standing = .revoked
                return []
            }
            away.time.advance(by: .seconds(61))
            try await dispatcher.look()
            #expect(try await away.state(runs[0]) == .skipped)
            #expect(try await away.state(runs[1]) == .failed)
            #expect(try await away.state(runs[2]) == .failed)
            #expect(try await away.state(runs[3]) == .cancelled)
            #expect(try await world.store.openRuns(limit: 9).isEmpty)
        }
    }

    @Test func whatIsCancelledEndsWithoutAnAgentThatIsAwayForLong() async throws {
        try await StoreKind.memory.withWorld { world in
            let away = Away(scene: try await RunScene(in: world))
            // The hub itself was away until now: nobody could come.
            away.time.advance(by: .seconds(86_400))
            let dispatcher = away.dispatcher
            let (cancelled, running) = (
                try await away.add([.lease, .cancel]), try await away.add([.lease, .start])
            )
            let forgetting = try await away.add([.lease, .start, .cancel], of: .forget)
            away.time.advance(by: .seconds(3500))
            try await dispatcher.look()
            #expect(try await away.state(cancelled) == .cancelling)
            away.time.advance(by: .seconds(100))
            try await dispatcher.look()
            #expect(try await away.state(cancelled) == .cancelled)
            #expect(try await away.state(running) == .running, "it may come back with it")
            #expect(try await away.state(forgetting) == .cancelling, "it may be taking away")
            #expect(
                try await world.store.agent(away.scene.agent.id)?.standing == .active)
        }
    }

    @Test func aScheduleInAnUnknownZoneHoldsUpNoOther() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await PoolScene(in: world, from: Sample.now)
            var other = Sample.source(
                "Elsewhere", of: world.tenant.id, at: .pool, into: [scene.vault.id])
            other.configuration = scene.source.configuration
            _ = try await world.store.addSource(other, secrets: [], once: nil, audit: [])
            for source in [scene.source.id, other.id] {
                try await scene.addSchedule("* * * * *", "US/Nowhere", firing: source)
                try await scene.addSchedule("* * * * *", "UTC", firing: source)
            }
            scene.pass(.seconds(90))
            try await scene.firing(scene.dispatcher()).look()
            let fired = Set(try await scene.runs().compactMap(\.subject.source))
            #expect(fired == [scene.source.id, other.id])
        }
    }
}
