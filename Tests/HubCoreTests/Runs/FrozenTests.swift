import AgentProtocol
import Cron
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Telemetry
import Testing
import Values

/// A hub that was restored, until somebody confirms it.
@Suite struct FrozenTests {
    private static let start = Timestamp(seconds: 1_780_272_000)

    private func ticker(_ scene: PoolScene, _ dispatcher: RunDispatcher) -> MaintenanceTicker {
        let clock = WallClock { scene.now }
        let desk = scene.desk(dispatcher)
        return MaintenanceTicker(
            store: scene.world.store, desk: desk,
            deletions: DeletionQueue(store: scene.world.store, desk: desk, clock: clock),
            zones: ZoneBook(), clock: clock, jitterMost: .zero,
            log: Logger(to: LogWriter(.text), level: .error))
    }

    @Test(arguments: StoreKind.allCases)
    func nothingIsFiredUntilItIsConfirmed(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(in: world, from: Self.start)
            try await scene.addSchedule("*/10 * * * *", "UTC")
            _ = try await world.store.setFrozen(scene.now, audit: [])
            scene.pass(.seconds(3660))
            let firing = scene.firing(scene.dispatcher())
            try await firing.look()
            #expect(try await scene.runs().isEmpty)

            let frozen = FrozenHub(store: world.store, clock: WallClock { scene.now })
            let before = try await world.store.auditHead(of: .hub).sequence
            for _ in 0..<2 {
                let hub = try await frozen.thaw(by: Requester(.system, from: "192.0.2.7"))
                #expect(hub.frozen == nil)
            }
            let events = try await world.store.auditChain(of: .hub, after: before, limit: 10)
            #expect(events.map(\.draft.action) == [.hubThawed], "once, though twice asked for")
            #expect(events.first?.draft.address == "192.0.2.7")
            try await firing.look()
            #expect(try await scene.runs().contains { $0.position.state == .queued })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func vaultsAreReadOnceAndNothingIsTakenAway(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(in: world, from: Self.start)
            let agent = try await world.addAgent("keeper")
            _ = try await world.store.changeVault(
                scene.vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.keeper = agent.id
                $0.cadence.prune = try CronExpression("*/5 * * * *")
                return []
            }
            _ = try await world.store.setFrozen(scene.now, audit: [])
            let frozen = FrozenHub(store: world.store, clock: WallClock { scene.now })
            #expect(try await frozen.standing().unreadVaults == 1)
            scene.pass(.seconds(3600))
            let dispatcher = scene.dispatcher()
            let ticker = ticker(scene, dispatcher)
            for _ in 0..<3 { try await ticker.look() }
            let run = try #require(try await scene.runs().first)
            #expect(try await scene.runs().count == 1, "asked for once")
            #expect(run.kind == .check && run.subject.percent == 0)
            await expectStoreError(.refused(.hubFrozen)) {
                _ = try await scene.desk(dispatcher).lookAfter(
                    scene.vault.id, of: world.tenant.id, .prune,
                    by: Requester(.system, from: ""))
            }
            // It fails: somebody has to look, and it is not asked for for ever.
            let now = scene.now
            for step in [RunStep.lease, .start, .finish(.failed)] {
                _ = try await world.store.changeRun(run.id, of: nil, at: now) {
                    try $0.run.take(step, at: now)
                    return []
                }
            }
            try await ticker.look()
            #expect(try await scene.runs().count == 1)
        }
    }

    /// What was given before the backup, and was perhaps never heard of, is not said again.
    @Test func whatTakesSomethingAwayIsNotGivenAgain() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await PoolScene(in: world, from: Self.start)
            let agent = try await world.addAgent("keeper")
            scene.arrange([agent])
            var kinds: [RunKind] = []
            for kind in [RunKind.prune, .check] {
                var run = Run(
                    id: Sample.id(), tenant: world.tenant.id, kind: kind, cause: .maintenance,
                    subject: RunSubject(vaults: [scene.vault.id], agent: agent.id),
                    created: scene.now)
                run.agent = agent.id
                let fresh = run
                _ = try await world.store.startRun(about: run.subject, of: world.tenant.id) { _ in
                    .new(RunPage(fresh), [])
                }
                let now = scene.now
                _ = try await world.store.changeRun(run.id, of: nil, at: now) {
                    try $0.run.take(.lease, at: now)
                    return []
                }
            }
            _ = try await world.store.setFrozen(scene.now, audit: [])
            scene.pass(.seconds(60))
            let dispatcher = scene.dispatcher()
            try await dispatcher.look()
            kinds = scene.given.map(\.order.kind)
            #expect(kinds == [.check])
            _ = try await world.store.setFrozen(nil, audit: [])
            scene.pass(.seconds(60))
            try await dispatcher.look()
            #expect(scene.given.map(\.order.kind).contains(.prune))
        }
    }
}
