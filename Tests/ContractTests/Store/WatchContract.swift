import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct WatchContract {
    @Test(arguments: StoreKind.allCases)
    func sourcesAreSeenWithTheirLastSuccessAndTheirTimes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let paused = try await RunScene(in: world, "paused") { $0.isEnabled = false }
            #expect(paused.source.isEnabled == false)
            func sources() async throws -> [WatchedSource] {
                try await world.store.watchedSources(PageRequest()).items
            }
            let seen = try await sources()
            #expect(seen.map(\.id) == [scene.source.id] && seen.first?.lastGood == nil)
            #expect(
                seen.first?.times
                    == [
                        WatchedSource.Time(scene.schedule.time, effective: scene.schedule.effective)
                    ])
            for (number, verdict) in [RunVerdict.warned, .failed].enumerated() {
                var run = scene.run(Sample.now + .seconds(number))
                run.position.state = .queued
                let fresh = run
                _ = try await world.store.startRun(
                    about: fresh.subject, of: scene.tenant
                ) { _ in .new(RunPage(fresh), []) }
                for step in [RunStep.lease, .start, .finish(verdict)] {
                    _ = try await world.store.changeRun(fresh.id, of: nil, at: Sample.now) {
                        try $0.run.take(step, at: Sample.now)
                        return []
                    }
                }
            }
            #expect(try await sources().map(\.lastGood) == [Sample.now])
            #expect(
                Set(try await world.store.watchedAgents(PageRequest()).items.map(\.id))
                    == [scene.agent.id, paused.agent.id])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatWasDoneToAVaultIsRemembered(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            func vaults() async throws -> [WatchedVault] {
                try await world.store.watchedVaults(PageRequest()).items
            }
            #expect(try await vaults().isEmpty, "there is nothing yet")
            _ = try await world.store.changeVault(
                scene.vault.id, of: scene.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.readiness = .ready
                return []
            }
            // Whatever is to be done there: it may fill.
            #expect(try await vaults().map(\.care) == [[:]])

            func check(_ number: Int, _ verdict: RunVerdict) async throws {
                var run = Run(
                    id: Sample.id(), tenant: scene.tenant, kind: .check, cause: .maintenance,
                    subject: RunSubject(vaults: [scene.vault.id], agent: scene.agent.id),
                    created: Sample.now + .seconds(number))
                run.agent = scene.agent.id
                let fresh = run
                _ = try await world.store.startRun(about: run.subject, of: scene.tenant) { _ in
                    .new(RunPage(fresh), [])
                }
                #expect(try await vaults().map(\.open) == [[.check]])
                for step in [RunStep.lease, .start, .finish(verdict)] {
                    _ = try await world.store.changeRun(fresh.id, of: nil, at: Sample.now) {
                        $0.run.tally.content = ByteCount(5)
                        try $0.run.take(step, at: Sample.now + .seconds(100 + number))
                        return []
                    }
                }
            }
            try await check(1, .succeeded)
            try await check(2, .failed)
            try await check(3, .failed)
            let care = try #require(await vaults().first?.care[.check])
            #expect(care.state == .failed && care.failures == 2)
            #expect(care.lastGood == Sample.now + .seconds(1))
            #expect(care.ended == Sample.now + .seconds(103) && care.size == ByteCount(5))
            #expect(try await vaults().map(\.open) == [[]])
            try await check(4, .warned)
            #expect(try await vaults().first?.care[.check]?.failures == 0)
            #expect(
                try await world.store.care(for: scene.vault.id, of: scene.tenant).map(\.kind)
                    == [.check])
            #expect(try await world.store.care(for: scene.vault.id, of: Sample.id()).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func vaultsThatNobodyHasReadAreTold(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            func unread(_ moment: Timestamp) async throws -> [ID<KnownVault>] {
                try await world.store.vaults(unreadSince: moment, limit: 10).map(\.id)
            }
            #expect(try await unread(Sample.now).isEmpty, "it is not made yet")
            _ = try await world.store.changeVault(
                scene.vault.id, of: scene.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.readiness = .ready
                return []
            }
            try await scene.see(["one"], at: Sample.now)
            #expect(try await unread(Sample.now) == [scene.vault.id], "one of many was seen")
            try await scene.see(["one"], at: Sample.now, isWhole: true)
            #expect(try await unread(Sample.now).isEmpty)
            #expect(try await unread(Sample.now + .seconds(1)) == [scene.vault.id])
            // What was read before and comes in late changes nothing.
            try await scene.see(["one"], at: Sample.now - .seconds(60), isWhole: true)
            #expect(try await unread(Sample.now).isEmpty)
        }
    }
}
