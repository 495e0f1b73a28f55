import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Synchronization
import Telemetry
import Testing
import Values

/// When the hub has snapshots copied by the rules of vaults, and how often it tries.
@Suite struct CopyTests {
    /// A hub whose clock a test moves, with a source whose vault has a rule.
    private final class Scene: Sendable {
        let run: RunScene
        let target: KnownVault
        private let time = Mutex(Sample.now)

        init(in world: World) async throws {
            run = try await RunScene(in: world)
            let target = try await world.addVault("Far away") { $0.readiness = .ready }
            self.target = target
            _ = try await world.store.changeVault(
                run.vault.id, of: run.tenant, version: nil, secrets: SecretEdit()
            ) { vault in
                vault.readiness = .ready
                vault.copies = [CopyRule(target: target.id)]
                return []
            }
        }

        var now: Timestamp { time.withLock { $0 } }
        func pass(_ span: Duration) { time.withLock { $0 = $0 + span } }

        private var clock: WallClock { WallClock { self.now } }
        private var log: Logger { Logger(to: LogWriter(.text), level: .error) }

        var desk: RunDesk {
            let (store, feed) = (run.world.store, RunFeed())
            return RunDesk(
                store: store, feed: feed,
                dispatcher: RunDispatcher(
                    store: store, links: Nobody(), orders: Nobody(), feed: feed, clock: clock,
                    log: log), clock: clock, ids: IDSource(clock: clock))
        }

        /// Each is another life of the hub.
        func keeper() -> CopyKeeper {
            CopyKeeper(store: run.world.store, desk: desk, clock: clock, log: log)
        }

        /// The oldest first.
        func copies() async throws -> [Run] {
            try await run.world.store.runs(
                of: run.tenant, matching: RunFilter(kinds: [.copy]), PageRequest(limit: 99)
            ).items.reversed()
        }

        func end(_ one: Run, _ verdict: RunVerdict) async throws {
            let now = now
            _ = try await run.world.store.changeRun(one.id, of: nil, at: now) { page in
                try page.run.take(.lease, at: now)
                let position = page.run.position
                try page.run.take(
                    .start, by: .agent(attempt: position.attempt, fence: position.fence), at: now)
                try page.run.take(
                    .finish(verdict),
                    by: .agent(attempt: position.attempt, fence: position.fence), at: now)
                return []
            }
        }
    }

    private struct Nobody: RunLinks, RunOrders {
        func readyAgents() -> [ReadyAgent] { [] }
        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func order(for run: Run, on agent: Agent) async throws -> RunOrdering { .notYet }
    }

    @Test(arguments: StoreKind.allCases)
    func eachBackupIsCopiedOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(in: world)
            let keeper = scene.keeper()
            try await keeper.look()
            #expect(try await scene.copies().isEmpty)
            let backups: [ID<Run>] = [Sample.id(), Sample.id()]
            try await scene.run.see(["a"], of: [backups[0]])
            for _ in 0..<2 { try await keeper.look() }
            // Another life of the hub finds the same.
            try await scene.keeper().look()
            var copies = try await scene.copies()
            let first = try #require(copies.first)
            #expect(copies.count == 1)
            #expect(first.subject.vaults == [scene.run.vault.id, scene.target.id])
            #expect(first.agent == scene.run.agent.id && first.cause == .maintenance)
            #expect(first.subject.snapshot == nil && !first.isPooled)
            try await scene.end(first, .succeeded)
            try await scene.run.see(["x"], of: [backups[0]], in: scene.target.id)
            try await keeper.look()
            #expect(try await scene.copies().count == 1)
            scene.pass(Sample.hour)
            try await scene.run.see(["b"], of: [backups[1]], at: scene.now)
            try await keeper.look()
            copies = try await scene.copies()
            #expect(copies.count == 2)
        }
    }

    @Test func whatFailedIsTriedAgainAWhileLater() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            let keeper = scene.keeper()
            try await scene.run.see(["a"], of: [Sample.id()])
            try await keeper.look()
            try await scene.end(try #require(await scene.copies().first), .failed)
            scene.pass(.seconds(1799))
            try await keeper.look()
            #expect(try await scene.copies().count == 1)
            scene.pass(.seconds(1))
            try await keeper.look()
            #expect(try await scene.copies().count == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func oneSnapshotIsCopiedWhereItCanBe(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(in: world)
            try await scene.run.see(["a"], of: [Sample.id()])
            let snapshot = try #require(
                await world.store.snapshots(
                    of: scene.run.tenant, matching: SnapshotFilter(), PageRequest(limit: 1)
                ).items.first?.id)
            let requester = Requester(.system, from: "")
            func copy(to vault: ID<KnownVault>, _ tenant: ID<Tenant>? = nil) async throws -> Run {
                try await scene.desk.copy(
                    snapshot, to: vault, of: tenant ?? scene.run.tenant, by: requester)
            }
            let run = try await copy(to: scene.target.id)
            #expect(run.subject.snapshot == snapshot && run.kind == .copy)
            #expect(try await copy(to: scene.target.id) == run)
            await expectRefusal(.vaultTwice) { _ = try await copy(to: scene.run.vault.id) }
            let other = try await world.addAgent("other")
            let local = try await world.addVault("Elsewhere") { $0.owner = other.id }
            await expectRefusal(.vaultUnreachable) { _ = try await copy(to: local.id) }
            await #expect(throws: StoreError.self) { _ = try await copy(to: Sample.id()) }
            await #expect(throws: StoreError.self) {
                _ = try await copy(to: scene.target.id, Sample.id())
            }
        }
    }
}
