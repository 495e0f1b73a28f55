import Domain
import Store
import StoreSupport
import Testing
import Values

/// What the overview costs to read does not grow with the fleet.
@Suite struct OverviewCostTests {
    private func cost(
        _ kind: DatabaseKind, agents: Int, snapshotsOfEach: Int
    ) async throws -> (cost: Int64, overview: TenantOverview) {
        var cost: Int64 = 0
        var overview = TenantOverview()
        try await kind.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            let large = try await LargeTenant(
                in: database, agents: agents, snapshotsOfEach: snapshotsOfEach)
            // As where the network of a whole fleet is away.
            let alerts = (0..<agents).flatMap { _ -> [AlertCondition] in
                [.agentAway(Sample.id()), .backupFailed(Sample.id())]
            }
            try await SQLStore(database, sha256: sha256).note(
                AlertChanges(observed: Set(alerts)), of: .tenant(large.tenant), at: Sample.now)
            _ = try await database.write { db in try db.execute("ANALYZE alerts") }
            try await expectBalancedSummaries(in: database)
            let counting = CountingDatabase(database)
            let store = SQLStore(counting, sha256: sha256)
            // Once before, so that statements are prepared alike.
            for _ in 0..<2 {
                _ = counting.takeCost()
                // Without days, whose rows are as many as there are days and shards: a small fleet
                // has not met every shard on every day.
                overview = try await store.overview(
                    of: large.tenant, since: Sample.now.day + 1, needyMax: 300, vaultsMax: 5)
                _ = try await store.runs(
                    of: large.tenant,
                    matching: RunFilter(states: Set(RunState.allCases.filter { !$0.isFinal })),
                    PageRequest(limit: 6))
                _ = try await store.runs(
                    of: large.tenant, matching: RunFilter(), PageRequest(limit: 6))
                _ = try await store.snapshots(
                    of: large.tenant, matching: SnapshotFilter(), PageRequest(limit: 6))
            }
            cost = counting.takeCost()
        }
        return (cost, overview)
    }

    @Test(.timeLimit(.minutes(3)), arguments: DatabaseKind.allCases)
    func tenTimesTheFleetIsReadWithAsManyRows(kind: DatabaseKind) async throws {
        let small = try await cost(kind, agents: 300, snapshotsOfEach: 20)
        let large = try await cost(kind, agents: 3000, snapshotsOfEach: 20)
        #expect(small.overview.tally.agents == 300 && large.overview.tally.agents == 3000)
        #expect(large.overview.tally.snapshots == 60_000)
        #expect(small.overview.needy.count == large.overview.needy.count)
        #expect(large.overview.alerts.count == TenantOverview.alertsMax)
        #expect(small.cost > 0)
        #expect(
            large.cost < small.cost + small.cost / 2, "\(small.cost) became \(large.cost)")
    }

    /// What fires next, and how old what there is of a page of agents is.
    private func costOfTimes(_ kind: DatabaseKind, agents: Int) async throws -> Int64 {
        var cost: Int64 = 0
        try await kind.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            let large = try await LargeTenant(
                in: database, agents: agents, snapshotsOfEach: 1, runsOfEach: 2,
                hasStatistics: kind == .postgres)
            let counting = CountingDatabase(database)
            let store = SQLStore(counting, sha256: sha256)
            let page = try await store.agents(
                of: .tenant(large.tenant), matching: AgentFilter(), PageRequest(limit: 50))
            for _ in 0..<2 {
                _ = counting.takeCost()
                let outlines = try await store.outlines(
                    of: large.tenant, limit: LargeTenant.schedules + 1
                ).filter { $0.name.hasPrefix("schedule-") }
                #expect(outlines.count == LargeTenant.schedules)
                let fired = min(agents / LargeTenant.schedules, ScheduleOutline.countMax + 1)
                #expect(outlines.allSatisfy { $0.sources == fired })
                let copies = try await store.copies(
                    of: Set(page.items.map(\.id)), in: large.tenant)
                #expect(copies.count == 50 && copies.values.allSatisfy { $0.oldestGood != nil })
            }
            cost = counting.takeCost()
        }
        return cost
    }

    @Test(.timeLimit(.minutes(3)), arguments: DatabaseKind.allCases)
    func whatFiresNextIsReadWithoutWhatItFires(kind: DatabaseKind) async throws {
        // Of each schedule as many sources are counted in both.
        let small = try await costOfTimes(kind, agents: 2000)
        let large = try await costOfTimes(kind, agents: 8000)
        #expect(small > 0)
        #expect(large < small + small / 2, "\(small) became \(large)")
    }

    /// What is looked up beside one run, and for a page of vaults, in a hub that nobody analysed.
    private func costOfOne(agents: Int) async throws -> Int64 {
        var cost: Int64 = 0
        try await DatabaseKind.sqlite.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            let large = try await LargeTenant(
                in: database, agents: agents, snapshotsOfEach: 3, runsOfEach: 20,
                hasStatistics: false)
            let counting = CountingDatabase(database)
            let store = SQLStore(counting, sha256: sha256)
            for _ in 0..<2 {
                _ = counting.takeCost()
                var filter = RunFilter(
                    states: [.succeeded, .warned], kinds: [.backup], source: large.source,
                    until: Sample.now)
                let runs = try await store.runs(
                    of: large.tenant, matching: filter, PageRequest(limit: 20))
                #expect(runs.items.count == 20 || runs.items.count == 19)
                filter = RunFilter(agent: large.agent)
                _ = try await store.runs(
                    of: large.tenant, matching: filter, PageRequest(limit: 6))
                _ = try await store.figures(of: [large.vault], in: large.tenant, since: 0)
                // Of its coverage, and of a vault that nobody stores in.
                let covering = try await store.sources(
                    of: large.tenant, matching: SourceFilter(agent: large.agent),
                    PageRequest(limit: 500))
                #expect(covering.items.count == 1)
                let storing = try await store.sources(
                    of: large.tenant, matching: SourceFilter(vault: Sample.id()),
                    PageRequest(limit: 1))
                #expect(storing.items.isEmpty)
                // What a run has stored.
                let stored = try await store.snapshots(
                    of: large.tenant, matching: SnapshotFilter(run: Sample.id()),
                    PageRequest(limit: 1))
                #expect(stored.items.isEmpty)
                // What a machine has, the newest of some sources, and who is at work.
                let ofAgent = try await store.snapshots(
                    of: large.tenant, matching: SnapshotFilter(agent: large.agent),
                    PageRequest(limit: 6))
                #expect(ofAgent.items.count == 3)
                let newest = try await store.newestSnapshots(
                    of: large.tenant, PageRequest(limit: 20))
                #expect(newest.items.count == 20)
                let busy = try await store.agents(
                    of: .tenant(large.tenant), matching: AgentFilter(work: .running),
                    PageRequest())
                #expect(busy.items.count < 10)
                let named = try await store.sources(
                    of: large.tenant, matching: SourceFilter(ids: [large.source]),
                    PageRequest())
                #expect(named.items.count == 1)
            }
            cost = counting.takeCost()
        }
        return cost
    }

    @Test(.timeLimit(.minutes(3)))
    func whatOneSourceDidIsReadWithoutWhatTheOthersDid() async throws {
        let (small, large) = (
            try await costOfOne(agents: 100), try await costOfOne(agents: 1000)
        )
        #expect(small > 0)
        #expect(large < small + small / 2, "\(small) became \(large)")
    }
}
