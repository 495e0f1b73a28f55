import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct RunContract {
    @Test(arguments: StoreKind.allCases)
    func aRunIsKeptWithItsEventsAndItsSurroundingsAreSeen(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let seen = Shared<RunSurroundings?>(nil)
            _ = try await world.store.startRun(
                about: RunSubject(source: scene.source.id), of: world.tenant.id
            ) { around in
                seen.change { $0 = around }
                return .new(RunPage(scene.run()), [])
            }
            let around = try #require(seen.value)
            #expect(around.source?.id == scene.source.id && around.agent?.id == scene.agent.id)
            #expect(around.vaults.map(\.id) == [scene.vault.id] && around.open.isEmpty)

            let run = try await scene.start()
            #expect(run.id != scene.run().id)
            #expect(try await world.store.run(run.id, of: world.tenant.id) == run)
            #expect(try await world.store.run(run.id, of: Sample.id()) == nil)
            #expect(try await world.store.run(run.id, heldBy: scene.agent.id) == run)
            #expect(try await world.store.run(run.id, heldBy: Sample.id()) == nil)
            #expect(try await world.store.openRuns(on: scene.agent.id) == [run])
            #expect(try await world.store.openRuns(limit: 10) == [run])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoStartTheSameOneRunComes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let before = try await world.eventCount()
            let outcomes = await eightAtOnce { try await scene.start(through: $0) }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(Set(outcomes.values.map(\.id)).count == 1)
            #expect(try await world.eventCount() == before + 1)
            let run = try #require(outcomes.values.first)
            let events = try await world.store.events(
                of: run.id, in: world.tenant.id, after: 0, limit: 10)
            #expect(events.map(\.number) == [1])
            #expect(
                try await world.store.events(of: run.id, in: Sample.id(), after: 0, limit: 9)
                    == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theStepsOfARunAreToldWithoutItsLines(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let run = try await scene.start()
            let kinds: [KnownEvent.Kind] = [.began, .line, .outcome, .retried, .line, .began]
            _ = try await world.store.changeRun(run.id, of: nil, at: Sample.now) { page in
                for kind in kinds {
                    page.note(
                        KnownEvent.Content(kind, text: "x"), at: Sample.now,
                        received: Sample.now)
                }
                return []
            }
            func steps(of tenant: ID<Tenant>, limit: Int) async throws -> [KnownEvent.Kind] {
                try await world.store.steps(of: run.id, in: tenant, limit: limit).map(\.kind)
            }
            let all = try await steps(of: world.tenant.id, limit: 10)
            #expect(all == [.queued, .began, .retried, .began])
            #expect(try await steps(of: world.tenant.id, limit: 2) == [.retried, .began])
            #expect(try await steps(of: Sample.id(), limit: 10) == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightEndsOneIsTheEnd(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let run = try await scene.start()
            let verdicts: [RunStep] = [.cancel, .skip(.gone)]
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].changeRun(run.id, of: nil, at: Sample.now) { page in
                    try page.run.take(verdicts[number % 2], at: Sample.now)
                    page.note(KnownEvent.Content(.dropped), at: Sample.now, received: Sample.now)
                    return [Sample.event(.runDropped, in: world.scope)]
                }
            }
            #expect(outcomes.values.count == 1)
            #expect(outcomes.errors.allSatisfy { $0 is RunRefusal }, "\(outcomes.errors)")
            let ended = try #require(await world.store.run(run.id, of: world.tenant.id))
            #expect(ended == outcomes.values.first && ended.position.state.isFinal)
            #expect(ended.ended == Sample.now && ended.tally.events == 2)
            #expect(try await world.store.openRuns(limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func everythingThatMayChangeIsKept(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let run = try await scene.start()
            let failure = RunFailure(
                code: "vault_unreachable", message: "Nobody answers — 🐭",
                disposition: .retryable)
            let incarnation = Sample.id(Incarnation.self)
            let changed = try await world.store.changeRun(
                run.id, of: world.tenant.id, at: Sample.now
            ) { page in
                try page.run.take(.lease, at: Sample.now)
                try page.run.take(.start, at: Sample.now + .seconds(1))
                page.run.incarnation = incarnation
                page.run.priority = .high
                page.run.tries = 3
                page.run.failure = failure
                page.run.tally.entries = 7
                page.run.tally.content = ByteCount(1 << 40)
                page.run.tally.issues = 2
                _ = page.run.outcomes.record(
                    VaultOutcome(
                        vault: scene.vault.id, attempt: 1, result: .failed(failure),
                        size: ByteCount(9)))
                let origin = EventOrigin(
                    agent: scene.agent.id, incarnation: incarnation, sequence: 4)
                page.noteLine(
                    .warning, "a line\nof two", at: Sample.now, received: Sample.now, from: origin)
                return []
            }
            #expect(changed.position == RunPosition(state: .running, attempt: 1, fence: 1))
            #expect(try await world.store.run(run.id, of: world.tenant.id) == changed)
            let events = try await world.store.events(
                of: run.id, in: world.tenant.id, after: 1, limit: 10)
            #expect(events.map(\.text) == ["a line\nof two"] && events.first?.number == 2)
            #expect(events.first?.origin?.sequence == 4)
            await expectStoreError(.notFound) {
                _ = try await world.store.changeRun(run.id, of: Sample.id(), at: Sample.now) { _ in
                    []
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listsAreFilteredAndTheNewestComeFirst(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            var runs: [Run] = []
            for number in 0..<5 {
                let run = scene.run(Sample.now + .seconds(number))
                runs.append(
                    try await world.store.startRun(
                        about: RunSubject(), of: world.tenant.id
                    ) { _ in .new(RunPage(run), []) })
            }
            let ids = Array(runs.map(\.id).reversed())
            func list(_ filter: RunFilter) async throws -> [ID<Run>] {
                try await world.store.runs(
                    of: world.tenant.id, matching: filter, PageRequest()
                ).items.map(\.id)
            }
            #expect(try await list(RunFilter()) == ids)
            #expect(try await list(RunFilter(states: [.queued, .failed])) == ids)
            #expect(try await list(RunFilter(states: [.failed])).isEmpty)
            #expect(try await list(RunFilter(kinds: [.backup], vault: scene.vault.id)) == ids)
            #expect(try await list(RunFilter(source: Sample.id())).isEmpty)
            #expect(try await list(RunFilter(vault: Sample.id())).isEmpty)
            #expect(try await list(RunFilter(agent: scene.agent.id)) == ids)
            #expect(try await list(RunFilter(schedule: Sample.id())).isEmpty)
            let since = Sample.now + .seconds(2)
            #expect(try await list(RunFilter(since: since)) == Array(ids.prefix(3)))
            #expect(try await list(RunFilter(until: since)) == Array(ids.suffix(2)))
            var seen: [ID<Run>] = []
            var after = Cursor.start
            while true {
                let page = try await world.store.runs(
                    of: world.tenant.id, matching: RunFilter(),
                    PageRequest(after: after, limit: 2))
                seen += page.items.map(\.id)
                guard let next = page.next else { break }
                after = next
            }
            #expect(seen == ids)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theEndOfItsMakingSaysWhetherAVaultIsReady(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            func make(_ verdict: RunVerdict) async throws {
                let subject = RunSubject(vaults: [scene.vault.id], agent: scene.agent.id)
                let run = Run(
                    id: Sample.id(), tenant: world.tenant.id, kind: .initialize, cause: .hub,
                    subject: subject, created: Sample.now)
                let first = try await world.store.startRun(
                    about: subject, of: world.tenant.id
                ) { around in
                    #expect(around.open.isEmpty && around.source == nil)
                    return .new(RunPage(run), [])
                }
                _ = try await world.store.startRun(
                    about: subject, of: world.tenant.id
                ) { around in
                    #expect(around.open.map(\.id) == [first.id])
                    return .existing(first)
                }
                for step in [RunStep.lease, .start, .finish(verdict)] {
                    _ = try await world.store.changeRun(first.id, of: nil, at: Sample.now) {
                        try $0.run.take(step, at: Sample.now)
                        return []
                    }
                }
            }
            func readiness() async throws -> KnownVault.Readiness? {
                try await world.store.vault(scene.vault.id, of: world.tenant.id)?.item.readiness
            }
            #expect(try await world.store.vaultsToMake(limit: 9).map(\.id) == [scene.vault.id])
            try await make(.failed)
            #expect(try await readiness() == .failed)
            #expect(try await world.store.vaultsToMake(limit: 9).isEmpty)
            try await make(.succeeded)
            #expect(try await readiness() == .ready)
            try await make(.failed)
            #expect(try await readiness() == .ready, "what is there stays")
            #expect(
                try await world.store.vault(scene.vault.id, of: world.tenant.id)?.version == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whoReachesTheVaultsOfThePoolIsToldWhereItIsAsked(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (one, two) = (try await world.addAgent("one"), try await world.addAgent("two"))
            let everybodys = try await world.addVault("Everybody's")
            let some = try await world.addVault("Some") { $0.agents = [one.id] }
            let local = try await world.addVault("Local") { $0.owner = two.id }
            let facts = try await world.store.dependencies(
                sources: [], vaults: [some.id], pooled: [everybodys.id, some.id, local.id])
            #expect(
                facts.reach == [
                    everybodys.id: VaultReach(), some.id: VaultReach(agents: [one.id]),
                    local.id: VaultReach(owner: two.id),
                ])
            #expect(facts.readiness == [some.id: .new])
            #expect(facts.reach[some.id]?.includes(two.id) == false)
        }
    }
}
