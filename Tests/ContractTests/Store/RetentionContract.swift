import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct RetentionContract {
    @Test(arguments: StoreKind.allCases)
    func aShareIsWhatASourceHasInAVaultItGoesTo(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            try await scene.see((0..<5).map { "mine\($0)" })
            try await other.see(["theirs"])
            let first = try await scene.share(limit: 3)
            let share = try #require(first)
            #expect(share.source == scene.source && share.vault.id == scene.vault.id)
            #expect(share.snapshots.map(\.locator) == ["mine4", "mine3", "mine2"])
            #expect(share.count == 5 && share.goneCount == 0)

            let held = SnapshotHold(id: Sample.id(), reason: "law", placed: Sample.now)
            _ = try await world.store.changeSnapshot(share.snapshots[1].id, of: scene.tenant) {
                snapshot, _ in
                snapshot.holds = [held]
                return []
            }
            #expect(try await scene.share()?.snapshots.map(\.holds) == [[], [held], [], [], []])

            try await scene.see(["mine4", "mine0"], at: Sample.now + Sample.hour, isWhole: true)
            let left = try #require(await scene.share())
            #expect(left.snapshots.map(\.locator) == ["mine0", "mine4"])
            #expect(left.count == 2 && left.goneCount == 3)
            #expect(
                try await scene.share(goneSince: Sample.now + Sample.hour * 2)?.goneCount == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whereASourceDoesNotGoThereIsNoShare(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            func share(
                _ source: ID<Source>, _ vault: ID<KnownVault>, _ tenant: ID<Tenant>
            ) async throws -> RetentionShare? {
                try await world.store.retentionShare(
                    of: source, in: vault, of: tenant, goneSince: Sample.now, limit: 9)
            }
            #expect(try await share(scene.source.id, other.vault.id, scene.tenant) == nil)
            #expect(try await share(scene.source.id, Sample.id(), scene.tenant) == nil)
            #expect(try await share(Sample.id(), scene.vault.id, scene.tenant) == nil)
            #expect(try await share(scene.source.id, scene.vault.id, Sample.id()) == nil)
            #expect(
                try await world.store.sources(storingIn: scene.vault.id, of: scene.tenant)
                    == [scene.source.id])
            #expect(
                try await world.store.sources(storingIn: scene.vault.id, of: Sample.id()).isEmpty)
        }
    }
}

extension RunScene {
    fileprivate func share(
        goneSince moment: Timestamp = Sample.now, limit: Int = 100
    ) async throws -> RetentionShare? {
        try await world.store.retentionShare(
            of: source.id, in: vault.id, of: tenant, goneSince: moment, limit: limit)
    }
}
