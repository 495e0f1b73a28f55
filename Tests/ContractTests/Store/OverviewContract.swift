import Domain
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// What the overview says. After every test of this folder, the sums that are kept are compared
/// with what plain SQL counts.
@Suite struct OverviewContract {
    private static let day = Duration.seconds(86_400)

    @Test(arguments: StoreKind.allCases)
    func aSourceStandsAsItsLatestBackupEnded(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            #expect(try await world.standings() == [.waiting: 1])
            try await scene.runEnds(.succeeded, created: Sample.now + .seconds(10))
            #expect(try await world.standings() == [.good: 1])
            try await scene.runEnds(.failed, created: Sample.now + .seconds(20))
            #expect(try await world.standings() == [.failed: 1])
            // An older one whose end becomes known late changes nothing of that.
            try await scene.runEnds(.succeeded, created: Sample.now + .seconds(15))
            var overview = try await world.overview()
            #expect(overview.tally.sources == [.failed: 1])
            #expect(overview.needy.map(\.source) == [scene.source.id])
            #expect(overview.needy.first?.standing == .failed)
            #expect(overview.needy.first?.lastGood == Sample.now + .seconds(16))
            // Neither does one that was given up.
            try await scene.runEnds(.cancelled, created: Sample.now + .seconds(30))
            #expect(try await world.standings() == [.failed: 1])
            try await scene.runEnds(.warned, created: Sample.now + .seconds(40))
            overview = try await world.overview()
            #expect(overview.tally.sources == [.warned: 1])
            let store = world.store
            let stands = try await store.summaries(
                of: [scene.source.id, Sample.id()], in: world.tenant.id)
            #expect(Array(stands.values) == overview.needy)
            #expect(try await store.summaries(of: [scene.source.id], in: Sample.id()).isEmpty)
            #expect(overview.days.first?.succeeded == 2 && overview.days.first?.failed == 1)
            #expect(overview.days.first?.warned == 1 && overview.days.first?.cancelled == 1)
            #expect(overview.days.first?.runs == 4)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aMachineIsAsOldAsTheOldestOfItsSources(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let (store, agent) = (world.store, scene.agent.id)
            func oldest() async throws -> AgentCopies? {
                try await store.copies(of: [agent, Sample.id()], in: scene.tenant)[agent]
            }
            let times: Set = [scene.schedule.time]
            #expect(try await oldest() == AgentCopies(oldestGood: nil, times: times))
            try await scene.runEnds(.succeeded, created: Sample.now + .seconds(10))
            let last = try await scene.runEnds(.failed, created: Sample.now + .seconds(20))
            let good = AgentCopies(
                oldestGood: Sample.now + .seconds(11),
                last: AgentCopies.Last(
                    run: last, state: .failed, ended: Sample.now + .seconds(21)),
                times: times)
            #expect(try await oldest() == good)
            #expect(try await store.copies(of: [agent], in: Sample.id()).isEmpty)
            // What has no good backup yet is worse than old; what is switched off is not asked.
            var other = Sample.source(
                "other", of: scene.tenant, at: .agent(agent), into: [scene.vault.id])
            _ = try await store.addSource(other, secrets: [], once: nil, audit: [])
            #expect(
                try await oldest()
                    == AgentCopies(oldestGood: nil, last: good.last, times: good.times))
            other.isEnabled = false
            let off = other
            _ = try await store.changeSource(
                off.id, of: scene.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0 = off
                return []
            }
            #expect(try await oldest() == good)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func agentsAreFoundByHowTheirWorkGoes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await world.addAgent("other")
            let store = world.store
            func found(
                _ work: AgentFilter.Work, of scope: Agent.Scope? = nil
            ) async throws -> [ID<Agent>] {
                try await store.agents(
                    of: scope ?? .tenant(scene.tenant), matching: AgentFilter(work: work),
                    PageRequest()
                ).items.map(\.id)
            }
            for work in AgentFilter.Work.allCases { #expect(try await found(work).isEmpty) }
            let late = AlertChanges(observed: [.sourceStale(scene.source.id)])
            try await store.note(late, of: world.scope, at: Sample.now)
            #expect(try await found(.stale) == [scene.agent.id])
            #expect(try await found(.failed).isEmpty)
            try await scene.runEnds(.failed, created: Sample.now + .seconds(10))
            #expect(try await found(.failed) == [scene.agent.id])
            #expect(try await found(.failed, of: .tenant(Sample.id())).isEmpty)
            #expect(try await found(.failed, of: .hub).isEmpty)
            var run = Run(
                id: Sample.id(), tenant: scene.tenant, kind: .backup,
                cause: .user(world.owner.id),
                subject: RunSubject(
                    source: scene.source.id, vaults: [scene.vault.id], agent: other.id),
                created: Sample.now)
            run.agent = other.id
            let made = run
            _ = try await store.startRun(about: made.subject, of: scene.tenant) { _ in
                .new(RunPage(made), [])
            }
            #expect(try await found(.running).isEmpty, "it waits yet")
            _ = try await store.changeRun(made.id, of: nil, at: Sample.now) { page in
                try page.run.take(.lease, at: Sample.now)
                return []
            }
            #expect(try await found(.running) == [other.id])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func outlinesOfSchedulesCountSourcesUpToABound(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let store = world.store
            var sources = [scene.source.id]
            for number in 0..<(ScheduleOutline.countMax + 20) {
                let source = Sample.source(
                    "s \(number)", of: scene.tenant, at: .agent(scene.agent.id),
                    into: [scene.vault.id])
                _ = try await store.addSource(source, secrets: [], once: nil, audit: [])
                sources.append(source.id)
            }
            for (name, fired) in [("a few", Array(sources.prefix(3))), ("many", sources)] {
                let schedule = try Sample.schedule(
                    name, of: scene.tenant, firing: fired, cron: "0 2 * * *")
                _ = try await store.addSchedule(schedule, once: nil, audit: [])
            }
            let outlines = try await store.outlines(of: scene.tenant, limit: 20)
            let counts = Dictionary(uniqueKeysWithValues: outlines.map { ($0.name, $0.sources) })
            let most = ScheduleOutline.countMax + 1
            #expect(counts == ["web": 1, "a few": 3, "many": most])
            let times = try await store.schedules(
                of: scene.tenant, matching: ScheduleFilter(), PageRequest()
            ).items.map(\.item.time)
            #expect(outlines.map(\.time) == times)
            #expect(try await store.outlines(of: scene.tenant, limit: 1).count == 1)
            #expect(try await store.outlines(of: Sample.id(), limit: 20).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func thePulseCountsWhatIsOpenUpToABound(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let store = world.store
            #expect(try await store.pulse(of: scene.tenant) == TenantPulse())
            _ = try await scene.start()
            try await scene.runEnds(.succeeded, created: Sample.now)
            // Ends raise and clear alerts of their own.
            let before = try await store.pulse(of: scene.tenant)
            #expect(before.runs == 1, "\(before)")
            let seen = (0..<3).map { _ in AlertCondition.backupFailed(Sample.id()) }
            try await store.note(
                AlertChanges(observed: Set(seen)), of: world.scope, at: Sample.now)
            try await store.note(
                AlertChanges(cleared: [seen[0]]), of: world.scope, at: Sample.now + .seconds(1))
            let now = try await store.pulse(of: scene.tenant)
            #expect(now == TenantPulse(runs: 1, alerts: before.alerts + 2), "\(now)")
            #expect(try await store.pulse(of: Sample.id()) == TenantPulse())
            let many = (0..<TenantPulse.countMax).map { _ in
                AlertCondition.backupFailed(Sample.id())
            }
            try await store.note(
                AlertChanges(observed: Set(many)), of: world.scope, at: Sample.now)
            #expect(try await store.pulse(of: scene.tenant).alerts == TenantPulse.countMax)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsSwitchedOffOrGoneIsNotCounted(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (first, second) = (
                try await RunScene(in: world, "one"), try await RunScene(in: world, "two")
            )
            try await first.runEnds(.failed, created: Sample.now)
            try await second.runEnds(.failed, created: Sample.now)
            #expect(try await world.standings() == [.failed: 2])
            _ = try await world.store.changeSource(
                first.source.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) { source in
                source.isEnabled = false
                return []
            }
            #expect(try await world.standings() == [.failed: 1, .paused: 1])
            _ = try await world.store.deleteSchedule(
                second.schedule.id, of: world.tenant.id, audit: { _ in [] })
            _ = try await world.store.deleteAgent(
                second.agent.id, of: .tenant(world.tenant.id), audit: { _, _ in [] })
            let overview = try await world.overview()
            #expect(overview.tally.sources == [.paused: 1] && overview.needy.isEmpty)
            #expect(overview.tally.agents == 1)
            // What happened on a day stays what happened.
            #expect(overview.days.first?.failed == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultHoldsWhatWasSeenInItAndNotWhatIsGone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            try await scene.see(["a": 100, "b": 20], sequence: 1, at: Sample.now)
            try await scene.see(["c": 3], sequence: 2, at: Sample.now + Self.day)
            var overview = try await world.overview()
            #expect(overview.tally.snapshots == 3 && overview.tally.stored == 123)
            #expect(overview.days.map(\.stored) == [120, 3])
            #expect(overview.fullest.first?.stored == ByteCount(123))
            try await scene.readAll(
                ["a", "c"], sequence: 3, at: Sample.now + Self.day + Self.day)
            overview = try await world.overview()
            #expect(overview.tally.snapshots == 2 && overview.tally.stored == 103)
            #expect(overview.days.map(\.stored) == [120, 3, -20])
            // It was there all the time.
            try await scene.see(
                ["b": 20], sequence: 4, at: Sample.now + Self.day + Self.day + Self.day)
            overview = try await world.overview()
            #expect(overview.tally.stored == 123 && overview.days.map(\.stored) == [120, 3])
            let other = try await world.store.overview(
                of: Sample.id(), since: .min, needyMax: 9, vaultsMax: 9)
            #expect(other == TenantOverview())
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatPressesMostIsToldFirst(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            func note(_ condition: AlertCondition, _ seconds: Int) async throws {
                try await world.store.note(
                    AlertChanges(observed: [condition]), of: .tenant(scene.tenant),
                    at: Sample.now + .seconds(seconds))
            }
            let check = AlertCondition.maintenanceFailed(scene.vault.id, .check)
            let full = AlertCondition.vaultFull(scene.vault.id)
            let away = AlertCondition.agentAway(scene.agent.id)
            try await note(away, 0)
            try await note(full, 2)
            try await note(check, 1)
            // How the source and the vault stand tells of these.
            for told: AlertCondition in [
                .backupFailed(scene.source.id), .vaultMissed(scene.source.id, scene.vault.id),
                .sourceStale(scene.source.id), .maintenanceFailed(scene.vault.id, .initialize),
            ] {
                #expect(TenantOverview.alertsToldElsewhere.contains(told.kind))
                try await note(told, 0)
            }
            #expect(try await world.overview().alerts.map(\.condition) == [check, full, away])
            try await world.store.note(
                AlertChanges(cleared: [check]), of: .tenant(scene.tenant), at: Sample.now)
            #expect(try await world.overview().alerts.map(\.condition) == [full, away])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aDrillThatPassedIsWhatWasProven(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            #expect(try await world.overview().proven == nil)
            try await scene.runEnds(.succeeded, kind: .drill, created: Sample.now)
            try await scene.runEnds(.failed, kind: .drill, created: Sample.now + .seconds(60))
            let proven = try await world.overview().proven
            #expect(proven?.source == scene.source.id)
            #expect(proven?.ended == Sample.now + .seconds(1))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoWriteAtOnceNothingIsLost(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let outcomes = await eightAtOnce { number in
                for turn in 0..<5 {
                    try await scene.runEnds(
                        number % 2 == 0 ? .succeeded : .failed,
                        created: Sample.now + .seconds(number * 10 + turn), through: number)
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            let overview = try await world.overview()
            #expect(overview.days.first?.succeeded == 20 && overview.days.first?.failed == 20)
            #expect(overview.tally.sources == [.failed: 1])
        }
    }
}

extension World {
    fileprivate func overview() async throws -> TenantOverview {
        try await store.overview(of: tenant.id, since: 0, needyMax: 10, vaultsMax: 10)
    }

    fileprivate func standings() async throws -> [SourceStanding: Int64] {
        try await overview().tally.sources
    }
}

extension RunScene {
    /// A run from its beginning to its end, which is a second after it was made.
    @discardableResult
    func runEnds(
        _ verdict: RunVerdict, kind: RunKind = .backup, created: Timestamp, through peer: Int = 0
    ) async throws -> ID<Run> {
        var run = Run(
            id: Sample.id(), tenant: tenant, kind: kind, cause: .user(world.owner.id),
            subject: RunSubject(source: source.id, vaults: [vault.id], agent: agent.id),
            created: created)
        run.agent = agent.id
        let made = run
        let store = world.peers[peer]
        _ = try await store.startRun(about: RunSubject(source: source.id), of: tenant) { _ in
            .new(RunPage(made), [])
        }
        _ = try await store.changeRun(run.id, of: nil, at: created) { page in
            try page.run.take(.lease, at: created)
            try page.run.take(.start, at: created)
            page.run.tally.content = ByteCount(1000)
            if verdict == .cancelled { try page.run.take(.cancel, at: created) }
            try page.run.take(.finish(verdict), at: created + .seconds(1))
            return []
        }
        return made.id
    }

    private static let incarnation = Sample.id(Incarnation.self)

    private func write(
        _ sequence: Int64, at now: Timestamp,
        _ body: @escaping @Sendable (inout RunLedger) -> Void
    ) async throws {
        var names = RecordNames()
        names.vaults = [vault.id]
        names.sources = [source.id]
        _ = try await world.store.writeRecords(
            of: Self.incarnation, by: agent.id, naming: names, at: now,
            ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal = KnownJournal(
                agent: agent.id, incarnation: Self.incarnation, committed: sequence,
                missing: 0, refused: 0)
            body(&ledger)
        }
    }

    func see(
        _ sizes: [String: Int64], sequence: Int64, at now: Timestamp
    ) async throws {
        try await write(sequence, at: now) { ledger in
            for (locator, size) in sizes {
                ledger.sightings.append(
                    SnapshotSighting(
                        vault: vault.id, locator: locator, source: source.id, run: nil,
                        claimedTime: now, size: ByteCount(size), seen: now))
            }
        }
    }

    /// Reads the whole vault, in which only these are left.
    func readAll(
        _ locators: [String], sequence: Int64, at now: Timestamp
    ) async throws {
        try await write(sequence, at: now) { ledger in
            for locator in locators {
                ledger.sightings.append(
                    SnapshotSighting(
                        vault: vault.id, locator: locator, source: nil, run: nil,
                        claimedTime: now, size: nil, seen: now, belief: .presence))
            }
            ledger.readings.append(
                VaultReadingPage(
                    vault: vault.id, reading: Sample.id(Run.self).uuid, page: 1, isLast: true,
                    began: now, isBelieved: true))
        }
    }
}
