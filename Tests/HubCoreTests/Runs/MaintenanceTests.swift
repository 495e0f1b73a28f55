import Cron
import Domain
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// When the hub has vaults looked after, by a clock that the test moves.
@Suite struct MaintenanceTests {
    private static let hour = Duration.seconds(3600)

    /// Forgets at 1, prunes at 2 and checks at 3 o'clock of each day, and has a keeper.
    private func withScene(
        _ kind: StoreKind = .memory, format: KnownVault.Format = .archive,
        drill: String? = nil, jitter: Duration = .zero,
        _ body: (KeptScene, MaintenanceTicker) async throws -> Void
    ) async throws {
        try await kind.withWorld { world in
            let cadence = MaintenanceCadence(
                forget: try CronExpression("0 1 * * *"), prune: try CronExpression("0 2 * * *"),
                check: try CronExpression("0 3 * * *"),
                drill: try drill.map { try CronExpression($0) })
            let scene = try await KeptScene(in: world, format: format) { $0.cadence = cadence }
            _ = try await world.store.changeVault(
                scene.run.vault.id, of: scene.run.tenant, version: nil, secrets: SecretEdit()
            ) { [agent = scene.run.agent.id] vault in
                vault.keeper = agent
                return []
            }
            try await body(scene, ticker(scene, jitter))
        }
    }

    /// Each is another life of the hub.
    private func ticker(_ scene: KeptScene, _ jitter: Duration = .zero) -> MaintenanceTicker {
        let (store, desk) = (scene.run.world.store, scene.desk)
        return MaintenanceTicker(
            store: store, desk: desk,
            deletions: DeletionQueue(store: store, desk: desk, clock: scene.clock),
            zones: ZoneBook(), clock: scene.clock, jitterMost: jitter, log: scene.log)
    }

    /// Looks so often until the day is over, and ends what began at once.
    private func day(
        _ scene: KeptScene, _ ticker: MaintenanceTicker, _ verdict: RunVerdict = .succeeded
    ) async throws {
        for _ in 0..<48 {
            scene.pass(.seconds(1800))
            try await ticker.look()
            for run in try await scene.runs([]) where run.position.state == .queued {
                try await scene.end(run, verdict)
            }
        }
    }

    /// Goes on to the next one, when nothing of the day before is left to do.
    private func midnight(_ scene: KeptScene, _ ticker: MaintenanceTicker) async throws {
        scene.pass(.milliseconds(86_400_000 - scene.now.milliseconds % 86_400_000))
        for _ in 0..<4 {
            try await ticker.look()
            for run in try await scene.runs([]) where run.position.state == .queued {
                try await scene.end(run, .succeeded)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func eachKindIsDoneOnceADayInTurn(kind: StoreKind) async throws {
        try await withScene(kind) { scene, ticker in
            try await midnight(scene, ticker)
            let before = try await scene.runs([]).count
            for _ in 0..<2 { try await day(scene, ticker) }
            let made = try await scene.runs([]).dropFirst(before)
            #expect(made.map(\.kind) == [.forget, .prune, .check, .forget, .prune, .check])
            #expect(made.allSatisfy { $0.cause == .maintenance })
            #expect(
                made.map { $0.created.milliseconds % 86_400_000 / 3_600_000 } == [1, 2, 3, 1, 2, 3])
        }
    }

    /// That a repository lists nothing may be a fault, and no failure of each night.
    @Test(arguments: StoreKind.allCases)
    func aRepositoryThatHoldsNothingIsNotPruned(kind: StoreKind) async throws {
        try await withScene(kind, format: .repository) { scene, ticker in
            try await midnight(scene, ticker)
            func kindsOfADay() async throws -> [RunKind] {
                let before = try await scene.runs([]).count
                try await day(scene, ticker)
                return try await scene.runs([]).dropFirst(before).map(\.kind)
            }
            #expect(try await kindsOfADay() == [.forget, .check])
            try await scene.run.see(["s0"])
            #expect(try await kindsOfADay() == [.prune, .forget, .prune, .check])
        }
    }

    /// A hub that was away for days does what is due once, one kind after the other.
    @Test func whatWasMissedIsDoneOnce() async throws {
        try await withScene { scene, ticker in
            scene.pass(Self.hour * 24 * 5)
            var kinds: [RunKind] = []
            for _ in 0..<6 {
                try await ticker.look()
                // While something is done to the vault, nothing else is.
                try await self.ticker(scene).look()
                let waiting = try await scene.runs([]).filter { $0.position.state == .queued }
                #expect(waiting.count <= 1)
                kinds += waiting.map(\.kind)
                for run in waiting { try await scene.end(run, .succeeded) }
            }
            #expect(kinds == [.forget, .prune, .check])
        }
    }

    @Test func whatFailedIsTriedAgainLessAndLessOften() async throws {
        try await withScene { scene, ticker in
            scene.pass(Self.hour * 24)
            try await ticker.look()
            try await scene.end(try #require(await scene.runs([.forget]).last), .failed)
            var tries: [Duration] = []
            var last = scene.now
            for _ in 0..<(3 * 60) {
                scene.pass(.seconds(60))
                try await ticker.look()
                for run in try await scene.runs([.prune, .check])
                where run.position.state == .queued {
                    try await scene.end(run, .succeeded)
                }
                let runs = try await scene.runs([.forget])
                if let run = runs.last, run.position.state == .queued {
                    tries.append(.milliseconds(scene.now.milliseconds - last.milliseconds))
                    last = scene.now
                    try await scene.end(run, .failed)
                }
            }
            #expect(tries.first == .seconds(900))
            #expect(tries.count >= 3 && tries == tries.sorted())
        }
    }

    @Test func aFrozenHubTakesNothingAway() async throws {
        try await withScene { scene, ticker in
            _ = try await scene.run.world.store.setFrozen(Sample.now, audit: [])
            scene.pass(Self.hour * 24)
            try await ticker.look()
            #expect(try await scene.runs([]).map(\.kind) == [.check])
        }
    }

    /// What would take something away and waited when the hub was restored does not begin later.
    @Test(arguments: StoreKind.allCases)
    func aHubThatStartsFrozenDropsWhatWouldTakeSomethingAway(kind: StoreKind) async throws {
        try await withScene(kind) { scene, _ in
            let (store, vault) = (scene.run.world.store, scene.run.vault.id)
            let requester = Requester(.system, from: "")
            let prune = try await scene.desk.lookAfter(
                vault, of: scene.run.tenant, .prune, by: requester)
            let backup = try await scene.desk.backUp(
                scene.run.source.id, of: scene.run.tenant, by: requester)
            let start = HubStart(
                store: store, leases: LeaseBook(), clock: scene.clock, log: scene.log)
            try await start.repair()
            #expect(try await scene.runs([]).allSatisfy { $0.position.state == .queued })
            _ = try await store.setFrozen(Sample.now, audit: [])
            for _ in 0..<2 { try await start.repair() }
            let dropped = try #require(await store.run(prune.id, of: scene.run.tenant))
            #expect(dropped.position.state == .skipped && dropped.skipReason == .frozen)
            #expect(
                try await store.run(backup.id, of: scene.run.tenant)?.position.state == .queued)
            let events = try await store.events(
                of: prune.id, in: scene.run.tenant, after: 0, limit: 9)
            #expect(events.map(\.kind) == [.queued, .dropped])
        }
    }

    /// A fleet's vaults do not begin together, and each begins at its own time always.
    @Test func aVaultBeginsLaterByTheSameEachDay() async throws {
        try await withScene(jitter: Self.hour) { scene, ticker in
            try await midnight(scene, ticker)
            for _ in 0..<3 { try await day(scene, ticker) }
            let late = try await scene.runs([.prune]).map {
                ($0.created.milliseconds % 86_400_000 - 7_200_000) / 1000
            }
            #expect(late.count >= 2 && Set(late.suffix(2)).count == 1, "\(late)")
            #expect(late.allSatisfy { $0 >= 0 && $0 <= 3600 })
        }
    }
}
