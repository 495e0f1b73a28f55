import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@Suite struct RetentionTests {
    /// An agent whose clock is so far ahead.
    private struct Links: RunLinks {
        var agent: ID<Agent>?
        var offset = Duration.zero

        func readyAgents() -> [ReadyAgent] {
            agent.map {
                [
                    ReadyAgent(
                        id: $0, incarnation: Sample.id(), standing: .active, capacity: 2,
                        skew: ClockSkew(offset: offset))
                ]
            } ?? []
        }

        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
    }

    private func desk(
        _ scene: RunScene, _ links: Links = Links(), at now: Timestamp = Sample.now
    ) -> RetentionDesk {
        RetentionDesk(
            store: scene.world.store,
            cadences: CadenceBook(schedules: scene.world.store, zones: ZoneBook()), links: links,
            clock: WallClock { now })
    }

    private func scene(in world: World, cap: DeletionCap = DeletionCap()) async throws -> RunScene {
        let scene = try await RunScene(in: world) { source in
            source.retention.rules = RetentionRules(counts: [.daily: 2, .hourly: 3])
        }
        _ = try await world.store.changeVault(
            scene.vault.id, of: scene.tenant, version: nil, secrets: SecretEdit()
        ) {
            $0.cap = cap
            return []
        }
        return scene
    }

    @Test(arguments: StoreKind.allCases)
    func everySnapshotIsToldWithItsReason(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await scene(in: world)
            try await scene.see((0..<5).map { "s\($0)" })
            let previews = try await desk(scene).preview(scene.source.id, of: scene.tenant)
            let preview = try #require(previews.first)
            #expect(previews.count == 1 && preview.rest == 0)
            #expect(preview.staying.map(\.snapshot.locator) == ["s4", "s3", "s2"])
            #expect(preview.leaving.map(\.snapshot.locator) == ["s1", "s0"])
            #expect(preview.withheld.isEmpty)
            #expect(RetentionPreview.size(of: preview.leaving) == ByteCount(2000))
            #expect(
                preview.lines.map { $0.decision.reasons.map(\.code) } == [
                    ["hourly", "daily"], ["hourly", "daily"], ["hourly"], ["no_rule_keeps_it"],
                    ["no_rule_keeps_it"],
                ])
            // It is fired once a day.
            #expect(
                preview.conflicts.map(\.kind) == [.neverMoreThanOne(.hourly, in: .daily)])
        }
    }

    /// As where a hub moved to a machine that knows fewer zones: what is kept does not hang on it.
    @Test func aScheduleInAnUnknownZoneIsNoReasonToKeepEverything() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await scene(in: world)
            try await scene.see((0..<5).map { "s\($0)" })
            let schedule = Schedule(
                id: Sample.id(), tenant: scene.tenant, name: "Elsewhere",
                time: try ScheduleTime(cron: "0 2 * * *", zone: "US/Nowhere"),
                sources: [scene.source.id], effective: Sample.now)
            _ = try await world.store.addSchedule(schedule, once: nil, audit: [])
            let preview = try #require(
                try await desk(scene).preview(scene.source.id, of: scene.tenant).first)
            #expect(preview.leaving.map(\.snapshot.locator) == ["s1", "s0"])
            #expect(preview.conflicts.isEmpty)
        }
    }

    @Test func whatTheCapHoldsBackIsTold() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await scene(in: world, cap: DeletionCap(count: 1, percent: 1))
            try await scene.see((0..<6).map { "s\($0)" })
            let preview = try #require(
                await desk(scene).preview(scene.source.id, of: scene.tenant).first)
            #expect(preview.leaving.map(\.snapshot.locator) == ["s0"])
            #expect(preview.withheld.map(\.snapshot.locator) == ["s2", "s1"])
        }
    }

    @Test func otherRulesAreTriedOutWithoutBeingKept() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await scene(in: world)
            try await scene.see((0..<5).map { "s\($0)" })
            let desk = desk(scene)
            let trial = RetentionRules(counts: [.last: 1])
            let tried = try await desk.preview(
                scene.source.id, of: scene.tenant, in: scene.vault.id, trying: trial)
            #expect(tried.map(\.leaving.count) == [4])
            #expect(
                try await desk.preview(scene.source.id, of: scene.tenant).map(\.leaving.count)
                    == [2])
            await #expect(throws: StoreError.self) {
                try await desk.preview(scene.source.id, of: scene.tenant, in: Sample.id())
            }
            await #expect(throws: StoreError.self) {
                try await desk.preview(scene.source.id, of: Sample.id())
            }
        }
    }

    /// A machine that lives a year in the past does not make its snapshots old.
    @Test func aWrongClockIsNotBelieved() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await scene(in: world)
            try await scene.see((0..<5).map { "s\($0)" }, every: .seconds(200 * 86_400))
            let trial = RetentionRules(ageMax: .seconds(86_400))
            func leaving(_ links: Links) async throws -> Int? {
                try await desk(scene, links).preview(
                    scene.source.id, of: scene.tenant, trying: trial
                ).first?.leaving.count
            }
            #expect(try await leaving(Links(agent: scene.agent.id)) == 4)
            #expect(
                try await leaving(Links(agent: scene.agent.id, offset: .seconds(-86_400))) == 0)
        }
    }
}
