import Domain
import Store
import StoreSupport
import Testing
import Values

/// What the hub fires itself is found when it is due, and never lost for what was noted of it.
@Suite struct PoolContract {
    @Test(arguments: StoreKind.allCases)
    func whatIsNotDueIsNotLookedAt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let vault = try await world.addVault()
            var shop = Sample.source("Shop", of: tenant, at: .pool, into: [vault.id])
            shop.configuration = .sftp(
                SFTPConfiguration(
                    host: "shop", user: "backup", files: FilesConfiguration(paths: ["/srv"])))
            let source = try await store.addSource(shop, secrets: [], once: nil, audit: []).item
            let agent = try await world.addAgent("web")
            let other = try await world.addSource("Web", at: .agent(agent.id), into: [vault.id])
            let nightly = try Sample.schedule(of: tenant, firing: [source.id, other.id])
            let added = try await store.addSchedule(nightly, once: nil, audit: [])
            func pairs(_ seconds: Int = 0) async throws -> [PoolSchedule] {
                try await store.poolSchedules(at: Sample.now + .seconds(seconds), limit: 9)
            }
            let pair = try #require(try await pairs().first)
            #expect(try await pairs() == [pair], "not what an agent fires")
            #expect(pair.schedule.id == nightly.id && pair.schedule.sources == [source.id])
            #expect(pair.version == added.version && pair.source == source && pair.last == nil)
            func note(_ seconds: Int) async throws {
                let until = Sample.now + .seconds(seconds)
                try await store.noteLooks([PoolLook(at: pair.pair, until: until)])
            }
            try await note(600)
            #expect(try await pairs().isEmpty)
            #expect(try await pairs(599).isEmpty)
            #expect(try await pairs(600) == [pair])
            // The clock was an hour and more ahead when that was noted.
            #expect(try await pairs(-3000).isEmpty)
            #expect(try await pairs(-3001) == [pair])

            let changed = try await store.changeSchedule(nightly.id, of: tenant, version: nil) {
                $0.jitter = .zero
                return []
            }
            #expect(try await pairs().map(\.version) == [changed.version])
            try await note(600)
            #expect(try await pairs().count == 1, "that was said of another schedule")
            // One that is switched off is looked at as seldom as others.
            _ = try await store.changeSchedule(nightly.id, of: tenant, version: nil) {
                $0.isEnabled = false
                return []
            }
            #expect(try await pairs().map(\.schedule.isEnabled) == [false])
        }
    }
}
