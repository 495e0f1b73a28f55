import AgentProtocol
import Domain
import HubCore
import Store
import StoreSupport
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
