import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct SourceContract {
    @Test(arguments: StoreKind.allCases)
    func aSourceIsKeptWhole(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (fast, slow) = (try await world.addVault("f"), try await world.addVault("s"))
            var source = Sample.source(of: tenant, at: .pool, into: [slow.id, fast.id])
            source.configuration = .sftp(
                SFTPConfiguration(
                    host: "files.example", port: 2022, user: "backup",
                    files: FilesConfiguration(
                        paths: ["/a b", "/ü"], excludes: ["*.o"], links: .follow,
                        sizeMax: 1 << 40)))
            source.retention = SourceRetention(
                rules: RetentionRules(
                    counts: [.daily: 7, .yearly: 3], within: CalendarSpan("1y6mo"),
                    ageMin: .seconds(60)),
                overrides: [fast.id: RetentionRules(counts: [.last: 2])])
            source.retry = SourceRetry(attemptsMax: 5, firstWait: .seconds(9))
            source.overlap = .queue
            source.issueRule = .failFast
            source.hooks.timeLimit = .seconds(77)
            source.isEnabled = false
            let secret = Sample.secret(.hookBefore, of: .source(source.id), in: tenant)
            let added = try await store.addSource(
                source, secrets: [secret], once: nil,
                audit: [Sample.event(.sourceCreated, in: world.scope)])
            #expect(added == Versioned(source, version: 1))
            #expect(try await store.source(source.id, of: tenant) == added)
            #expect(try await store.secrets(of: [.source(source.id)], in: tenant) == [secret])
            #expect(try await store.source(source.id, of: Sample.id()) == nil)

            let changed = try await store.changeSource(
                source.id, of: tenant, version: 1, secrets: SecretEdit(remove: [secret.slot])
            ) {
                $0.vaults = [fast.id]
                $0.retention.overrides = [:]
                $0.isEnabled = true
                return [Sample.event(.sourceChanged, in: world.scope)]
            }
            #expect(changed.version == 2 && changed.item.vaults == [fast.id])
            #expect(try await store.source(source.id, of: tenant) == changed)
            #expect(try await store.secrets(of: [.source(source.id)], in: tenant).isEmpty)
            #expect(try await world.eventCount() == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theRulesAreAskedInTheSameTransaction(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let tenant = world.tenant.id
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let local = try await world.addVault { $0.owner = other.id }
            let near = try await world.addVault("Near")
            func add(
                at place: SourcePlace, into vaults: [ID<KnownVault>], as name: String = "x"
            ) async throws {
                _ = try await world.store.addSource(
                    Sample.source(name, of: tenant, at: place, into: vaults), secrets: [],
                    once: nil, audit: [])
            }
            let mine = SourcePlace.agent(agent.id)
            await expectRefusal(.sourceNeedsAgent) { try await add(at: .pool, into: [near.id]) }
            await expectRefusal(.vaultUnreachable) { try await add(at: mine, into: [local.id]) }
            await expectRefusal(.vaultUnknown) { try await add(at: mine, into: [Sample.id()]) }
            await expectRefusal(.vaultTwice) {
                try await add(at: mine, into: [near.id, near.id])
            }
            await expectRefusal(.agentUnknown) {
                try await add(at: .agent(Sample.id()), into: [near.id])
            }
            try await add(at: mine, into: [near.id], as: "taken")
            await expectRefusal(.nameTaken) {
                try await add(at: mine, into: [near.id], as: "taken")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aSourceThatIsFiredAndTheLastOfAnAgentStay(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            let fired = try await world.addSource(
                "fired", at: .agent(agent.id), into: [vault.id])
            await expectRefusal(.lastSource) {
                _ = try await store.deleteSource(fired.id, of: tenant) { _ in [] }
            }
            let other = try await world.addSource(
                "other", at: .agent(agent.id), into: [vault.id])
            let schedule = try await world.addSchedule(firing: [fired.id])
            let usage = Usage(.schedule, id: schedule.id.uuid, name: schedule.name)
            #expect(
                try await store.deleteSource(fired.id, of: tenant) { _ in [] }
                    == .used(by: [usage]))
            let removal = try await store.deleteSource(other.id, of: tenant) {
                [Sample.event(.sourceDeleted, in: world.scope, on: AuditTarget($0))]
            }
            #expect(removal == .removed(other))
            #expect(try await store.deleteSource(other.id, of: tenant) { _ in [] } == .absent)
            #expect(try await world.eventCount() == 1)
        }
    }

    /// Eight people delete eight sources of one agent: one of them stays.
    @Test(arguments: StoreKind.allCases)
    func ofEightWhoDeleteAnAgentsSourcesOneFails(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            var sources: [Source] = []
            for number in 0..<8 {
                sources.append(
                    try await world.addSource(
                        "\(number)", at: .agent(agent.id), into: [vault.id]))
            }
            let all = sources
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].deleteSource(
                    all[number].id, of: world.tenant.id
                ) { _ in [Sample.event(.sourceDeleted, in: world.scope)] }
            }
            #expect(outcomes.values.count == 7)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .lastSource },
                "\(outcomes.errors)")
            #expect(try await world.eventCount() == 7)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anAgentGoesWithItsTracesUnlessItIsFired(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let local = try await world.addVault("Local") { $0.owner = agent.id }
            let shared = try await world.addVault("Shared") {
                $0.agents = [agent.id, other.id]
                $0.keeper = agent.id
            }
            let source = try await world.addSource(
                at: .agent(agent.id), into: [local.id, shared.id])
            let schedule = try await world.addSchedule(firing: [source.id])
            let usage = Usage(.schedule, id: schedule.id.uuid, name: schedule.name)
            await #expect(throws: InUseError([usage])) {
                try await store.deleteAgent(agent.id, of: .tenant(tenant)) { _, _ in [] }
            }
            _ = try await store.deleteSchedule(schedule.id, of: tenant) { _ in [] }
            let gone = try await store.deleteAgent(agent.id, of: .tenant(tenant)) { _, traces in
                traces.map { Sample.event(.sourceDeleted, in: world.scope, detail: ["n": $0.name]) }
            }
            #expect(gone?.id == agent.id)
            #expect(try await world.eventCount() == 2)
            #expect(try await store.source(source.id, of: tenant) == nil)
            #expect(try await store.vault(local.id, of: tenant) == nil)
            let left = try #require(try await store.vault(shared.id, of: tenant))
            #expect(left.item.keeper == nil && left.item.agents == [other.id])
            #expect(left.version == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func schedulesAreKeptWholeAndFireWhatIsThere(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            let (a, b) = (
                try await world.addSource("a", at: .agent(agent.id), into: [vault.id]),
                try await world.addSource("b", at: .agent(agent.id), into: [vault.id])
            )
            let schedule = try Sample.schedule(of: tenant, firing: [b.id, a.id])
            let key = Sample.idempotencyKey("once")
            for _ in 0..<2 {
                let added = try await store.addSchedule(
                    schedule, once: key,
                    audit: [Sample.event(.scheduleCreated, in: world.scope)])
                #expect(added == Versioned(schedule, version: 1))
            }
            #expect(try await world.eventCount() == 1)
            let weekly = try ScheduleTime(cron: "@every 90m", zone: "UTC")
            let changed = try await store.changeSchedule(
                schedule.id, of: tenant, version: 1
            ) {
                $0.time = weekly
                $0.sources = [a.id]
                $0.isEnabled = false
                return [Sample.event(.scheduleChanged, in: world.scope)]
            }
            #expect(try await store.schedule(schedule.id, of: tenant) == changed)
            #expect(changed.version == 2)
            await expectRefusal(.versionMoved) {
                _ = try await store.changeSchedule(schedule.id, of: tenant, version: 1) { _ in [] }
            }
            await expectRefusal(.sourceUnknown) {
                _ = try await world.addSchedule("x", firing: [Sample.id()])
            }
            await expectRefusal(.sourceTwice) {
                _ = try await world.addSchedule("x", firing: [a.id, a.id])
            }
            await expectRefusal(.nameTaken) { _ = try await world.addSchedule(firing: []) }
            func found(_ filter: ScheduleFilter) async throws -> [Versioned<Schedule>] {
                try await store.schedules(of: tenant, matching: filter, PageRequest()).items
            }
            #expect(try await found(ScheduleFilter(source: a.id)) == [changed])
            #expect(try await found(ScheduleFilter(source: b.id)) == [])
            #expect(try await found(ScheduleFilter(isEnabled: true)) == [])
            #expect(
                try await store.deleteSchedule(schedule.id, of: tenant) { _ in [] }
                    == changed.item)
            #expect(try await store.deleteSchedule(schedule.id, of: tenant) { _ in [] } == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listsOfSourcesAreFiltered(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let (x, y) = (try await world.addVault("x"), try await world.addVault("y"))
            _ = try await world.addSource("Web", at: .agent(agent.id), into: [x.id])
            let database = try await world.addSource(
                "Database", at: .agent(other.id), into: [x.id, y.id])
            _ = try await store.changeSource(
                database.id, of: tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.isEnabled = false
                return []
            }
            func names(_ filter: SourceFilter) async throws -> [String] {
                try await store.sources(of: tenant, matching: filter, PageRequest()).items
                    .map(\.item.name).sorted()
            }
            #expect(try await names(SourceFilter()) == ["Database", "Web"])
            #expect(try await names(SourceFilter(agent: agent.id)) == ["Web"])
            #expect(try await names(SourceFilter(vault: y.id)) == ["Database"])
            #expect(try await names(SourceFilter(isEnabled: true)) == ["Web"])
            #expect(try await names(SourceFilter(text: "DATA")) == ["Database"])
            #expect(try await names(SourceFilter(ids: [database.id, Sample.id()])) == ["Database"])
            #expect(try await names(SourceFilter(ids: [])).isEmpty)
            #expect(try await names(SourceFilter(text: "w", ids: [database.id])).isEmpty)
            #expect(
                try await store.sources(
                    of: Sample.id(), matching: SourceFilter(), PageRequest()
                ).items.isEmpty)
        }
    }
}
