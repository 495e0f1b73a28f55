import AgentProtocol
import Domain
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// Sources that no agent of their own reads: who fires them, who has their runs, and for how long.
@Suite struct PoolTests {
    /// A weekend on which the clocks change, and the times at which one schedule is due.
    struct Weekend: CustomTestStringConvertible, Sendable {
        let zone: String
        let cron: String
        let start: String
        let due: [String]

        var testDescription: String { zone }
    }

    static let weekends = [
        // A time that is skipped fires when the gap ends.
        Weekend(
            zone: "Europe/Berlin", cron: "30 2 * * *", start: "2026-03-28T00:00:00Z",
            due: ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]),
        Weekend(
            zone: "America/St_Johns", cron: "15 2 * * *", start: "2026-03-07T00:00:00Z",
            due: ["2026-03-07T05:45:00Z", "2026-03-08T05:30:00Z", "2026-03-09T04:45:00Z"]),
        // One that comes twice fires once.
        Weekend(
            zone: "America/New_York", cron: "30 1 * * *", start: "2026-10-31T00:00:00Z",
            due: ["2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]),
        Weekend(
            zone: "Australia/Lord_Howe", cron: "45 1 * * *", start: "2026-04-03T12:00:00Z",
            due: ["2026-04-03T14:45:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]),
    ]

    /// What was due in the time that a restored hub lost may have been given out then: whoever gets
    /// it asks the vaults first, as for whatever is given a second time.
    @Test(arguments: StoreKind.allCases)
    func whatTheHubMayHaveGivenOutIsGivenAsAgain(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(in: world, from: Timestamp(seconds: 1_780_272_000))
            try await scene.addSchedule("0 * * * *", "UTC")
            let worker = try await world.addAgent("worker")
            let dispatcher = scene.dispatcher()
            var fences: [Bool] = []
            for round in 0..<3 {
                scene.pass(.seconds(3660))
                if round == 1 {
                    // Restored now, from a backup of an hour ago.
                    let gap = HubGap(from: scene.now - .seconds(3600), to: scene.now)
                    try await world.store.record([
                        AuditDraft(
                            .hubFrozen, in: .hub, by: .system, at: scene.now, detail: gap.detail)
                    ])
                }
                try await scene.firing(dispatcher).look()
                scene.arrange([worker])
                try await dispatcher.look()
                let order = try #require(scene.given.last?.order)
                #expect(scene.given.count == round + 1)
                fences.append(order.attempt.fence > 1)
                let now = scene.now
                for step in [RunStep.start, .finish(.succeeded)] {
                    _ = try await world.store.changeRun(order.attempt.run, of: nil, at: now) {
                        try $0.run.take(step, at: now)
                        return []
                    }
                }
            }
            #expect(fences == [false, true, false])
        }
    }

    @Test(arguments: weekends)
    func theClocksChangeAndEachDayFiresOnce(weekend: Weekend) async throws {
        try await StoreKind.memory.withWorld { world in
            let start = try #require(Timestamp(rfc3339: weekend.start))
            let scene = try await PoolScene(in: world, from: start)
            try await scene.addSchedule(weekend.cron, weekend.zone)
            let dispatcher = scene.dispatcher()
            let firing = scene.firing(dispatcher)
            var seen: [Timestamp] = []
            for _ in 0..<(72 * 6) {
                try await firing.look()
                for run in try await scene.runs() where run.position.state == .queued {
                    seen.append(scene.now)
                    _ = try await scene.desk(dispatcher).cancel(
                        run.id, of: world.tenant.id, by: Requester(.system, from: ""))
                }
                scene.pass(.seconds(600))
            }
            let nominal = try await scene.runs().map { run -> Timestamp? in
                guard case .firing(let firing) = run.cause else { return nil }
                return firing.time
            }
            #expect(nominal == weekend.due.map { Timestamp(rfc3339: $0) })
            // Each within the ten minutes between two looks.
            for (time, due) in zip(seen, nominal) {
                #expect(due.map { time >= $0 && time < $0 + .seconds(600) } == true)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatWasDueWhileTheHubWasAwayIsCaughtUpOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let start = try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z"))
            let scene = try await PoolScene(in: world, from: start)
            try await scene.addSchedule("*/10 * * * *", "UTC")
            scene.pass(.seconds(3660))
            let firing = scene.firing(scene.dispatcher())
            try await firing.look()
            try await firing.look()
            // Another life of the hub, and another connection, find the same.
            try await scene.firing(scene.dispatcher(), through: 1).look()
            let runs = try await scene.runs()
            #expect(runs.count == 6)
            #expect(runs.filter { $0.skipReason == .catchUp }.count == 5)
            let fired = try #require(runs.first { $0.position.state == .queued })
            #expect(
                fired.isPooled && fired.agent == nil && fired.subject.vaults == [scene.vault.id])
            scene.pass(.seconds(600))
            try await firing.look()
            // The one before has not begun.
            #expect(try await scene.runs().filter { $0.skipReason == .overlap }.count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aClockThatWasAYearAheadSilencesNothing(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let start = try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z"))
            let scene = try await PoolScene(in: world, from: start)
            try await scene.addSchedule("0 3 * * *", "UTC")
            let firing = scene.firing(scene.dispatcher())
            let day = Duration.seconds(86400)
            scene.pass(day * 365)
            try await firing.look()
            scene.pass(day * -365)
            for _ in 1...3 {
                scene.pass(day)
                try await firing.look()
                try await firing.look()
            }
            let fired = try await scene.runs().filter { $0.created <= scene.now }
            // The one that was fired in a year still waits.
            #expect(fired.map(\.skipReason) == [.overlap, .overlap, .overlap])
            let times = fired.compactMap { run in
                if case .firing(let firing) = run.cause { firing.time } else { nil }
            }
            let first = start + .seconds(3 * 3600) + .milliseconds(1)
            #expect(times.sorted() == [first, first + day, first + day + day])
        }
    }

    private func start(_ order: RunOrder, in scene: PoolScene) async throws {
        let (attempt, now) = (order.attempt, scene.now)
        _ = try await scene.world.store.changeRun(attempt.run, of: nil, at: now) { page in
            try page.run.take(
                .start, by: .agent(attempt: attempt.attempt, fence: attempt.fence), at: now)
            return []
        }
    }

    /// Its worker brought everything where it belongs, and did not come to say so.
    @Test(arguments: StoreKind.allCases)
    func aRunThatLacksItsEndAloneIsEnded(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(
                in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z")))
            let dispatcher = scene.dispatcher()
            let run = try await scene.desk(dispatcher).backUp(
                scene.source.id, of: world.tenant.id, by: Requester(.system, from: ""))
            _ = try await world.store.changeRun(run.id, of: nil, at: scene.now) { page in
                for vault in run.subject.vaults {
                    _ = page.run.outcomes.record(
                        VaultOutcome(
                            vault: vault, attempt: 1, result: .stored(locator: "snapshot"),
                            size: ByteCount(1)))
                }
                return []
            }
            scene.arrange([try await world.addAgent("worker")])
            try await dispatcher.look()
            #expect(scene.given.isEmpty)
            #expect(try await scene.runs().map(\.position.state) == [.succeeded])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRunIsLentAndTakenOverWhenNothingIsHeard(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(
                in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z")))
            let (one, two) = (try await world.addAgent("one"), try await world.addAgent("two"))
            let dispatcher = scene.dispatcher()
            let run = try await scene.desk(dispatcher).backUp(
                scene.source.id, of: world.tenant.id, by: Requester(.system, from: ""))
            // Nobody reads it: it waits.
            try await dispatcher.look()
            #expect(scene.given.isEmpty)
            scene.arrange([one])
            try await dispatcher.look()
            let first = try #require(scene.given.last)
            #expect(first.agent == one.id && first.order.attempt.fence == 1)
            try await start(first.order, in: scene)
            // One that is heard of keeps it, however long it takes.
            scene.arrange([two])
            for _ in 0..<5 {
                scene.pass(.seconds(80))
                let lost = try await dispatcher.renew([first.order.attempt], by: one.id)
                #expect(lost.isEmpty)
                try await dispatcher.look()
            }
            #expect(try await dispatcher.renew([first.order.attempt], by: two.id).count == 1)
            #expect(scene.given.count == 1)
            scene.pass(.seconds(91))
            // Too late: an expired lease never comes back.
            #expect(
                try await dispatcher.renew([first.order.attempt], by: one.id)
                    == [first.order.attempt])
            try await dispatcher.look()
            try await dispatcher.look()
            let second = try #require(scene.given.last)
            #expect(second.agent == two.id)
            #expect(second.order.attempt == RunAttempt(run: run.id, attempt: 2, fence: 2))
            #expect(scene.stopped == [first.order.attempt])
            // What the first says now changes nothing.
            await #expect(throws: RunRefusal.stale) { try await start(first.order, in: scene) }
            // Another life of the hub knows who has it, and gives a whole lease.
            let other = scene.dispatcher()
            #expect(
                try await other.renew([first.order.attempt, second.order.attempt], by: two.id)
                    == [first.order.attempt])
            #expect(try await other.renew([first.order.attempt], by: one.id).count == 1)
        }
    }

    /// The worker dies while the hub is away: its lease counts before anybody looks at the run.
    @Test(arguments: StoreKind.allCases)
    func aHubThatStartsLendsWhatIsLentFromThen(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await PoolScene(
                in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z")))
            let (one, two) = (try await world.addAgent("one"), try await world.addAgent("two"))
            let earlier = scene.dispatcher()
            _ = try await scene.desk(earlier).backUp(
                scene.source.id, of: world.tenant.id, by: Requester(.system, from: ""))
            scene.arrange([one])
            try await earlier.look()
            let first = try #require(scene.given.last)
            try await start(first.order, in: scene)
            scene.pass(.seconds(3600))
            scene.arrange([two])
            let leases = scene.leases()
            try await scene.repair(leases)
            let dispatcher = scene.dispatcher(leases)
            scene.pass(.seconds(89))
            try await dispatcher.look()
            #expect(scene.given.count == 1)
            scene.pass(.seconds(2))
            try await dispatcher.look()
            try await dispatcher.look()
            #expect(scene.given.last?.agent == two.id && scene.given.count == 2)
            #expect(
                try await dispatcher.renew([first.order.attempt], by: one.id)
                    == [first.order.attempt])
        }
    }

    /// However many wait, what they need is asked for at once.
    @Test func tenTimesTheRunsAreLookedAtWithAsManyReads() async throws {
        var reads: [Int] = []
        for count in [5, 50] {
            try await DatabaseKind.sqlite.withDatabase { database in
                try await Migrator(database).migrate(at: Sample.now)
                let counting = CountingDatabase(database)
                let world = try await World(in: [SQLStore(counting, sha256: sha256)])
                let scene = try await PoolScene(
                    in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z")))
                let dispatcher = scene.dispatcher()
                try await scene.addWaiting(count, dispatcher)
                scene.arrange([try await world.addAgent("one")], capacity: 0)
                _ = counting.takeReads()
                try await dispatcher.look()
                reads.append(counting.takeReads())
                #expect(scene.given.isEmpty)
                // They begin when there is room: so many as one vault takes at once.
                scene.arrange([try await world.addAgent("two")], capacity: count)
                try await dispatcher.look()
                #expect(scene.given.count == min(count, RunLimits().perVault))
            }
        }
        #expect(reads[0] > 0 && reads[0] == reads[1], "\(reads)")
    }

    /// Of those that are not due nothing is read.
    @Test func tenTimesTheSchedulesCostATickNoMore() async throws {
        var reads: [Int] = []
        for count in [60, 600] {
            try await DatabaseKind.sqlite.withDatabase { database in
                try await Migrator(database).migrate(at: Sample.now)
                let counting = CountingDatabase(database)
                let world = try await World(in: [SQLStore(counting, sha256: sha256)])
                let scene = try await PoolScene(
                    in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:10Z")))
                for _ in 0..<count { try await scene.addSchedule("0 3 * * *", "UTC") }
                try await scene.addSchedule("* * * * *", "UTC")
                let firing = scene.firing(scene.dispatcher())
                try await firing.look()
                scene.pass(.seconds(60))
                _ = counting.takeReads()
                let cost = counting.takeCost()
                #expect(cost > 0)
                try await firing.look()
                reads.append(counting.takeReads())
                #expect(try await scene.runs().count == 1)
                #expect(counting.takeCost() < 2000, "of \(count)")
            }
        }
        #expect(reads[0] > 0 && reads[0] == reads[1], "\(reads)")
    }

    @Test func onlyWhoMayReadItGetsIt() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await PoolScene(
                in: world, from: try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z")))
            let agent = try await world.addAgent("one")
            let dispatcher = scene.dispatcher()
            _ = try await scene.desk(dispatcher).backUp(
                scene.source.id, of: world.tenant.id, by: Requester(.system, from: ""))
            scene.arrange([agent], standing: .draining)
            try await dispatcher.look()
            #expect(scene.given.isEmpty)
            let stranger = Agent(
                id: agent.id, scope: .tenant(Sample.id()), name: agent.name,
                machine: agent.machine, key: agent.key, created: agent.created)
            scene.arrange([stranger])
            try await dispatcher.look()
            #expect(scene.given.isEmpty)
            scene.arrange([agent])
            try await dispatcher.look()
            #expect(scene.given.count == 1)
        }
    }
}
