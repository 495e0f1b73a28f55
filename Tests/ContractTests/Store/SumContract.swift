import Domain
import Store
import StoreSupport
import Testing
import Values

/// Sums of what agents say. One of them may say anything, and keeps no other from being heard.
@Suite struct SumContract {
    /// Without the comparison at the end: plain SQL cannot add this up.
    private func withWorld(
        _ kind: DatabaseKind, _ body: (World, any Database) async throws -> Void
    ) async throws {
        try await kind.withDatabase { database in
            try await Migrator(database).migrate(at: Sample.now)
            let store = SQLStore(database, sha256: sha256)
            try await body(World(in: Array(repeating: store, count: 8)), database)
        }
    }

    private func overview(of world: World) async throws -> TenantOverview {
        try await world.store.overview(
            of: world.tenant.id, since: 0, needyMax: 9, vaultsMax: 9)
    }

    @Test(arguments: DatabaseKind.allCases)
    func anInventedSizeRefusesNobodyElse(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world, _ in
            let rogue = try await RunScene(in: world, "rogue")
            let honest = try await RunScene(in: world, "honest")
            let shared = try await world.addVault("Shared")
            let invented = ByteCount(Int64.max - 20_000)
            try await rogue.see((0..<90).map { "r\($0)" }, in: shared.id, size: invented)
            try await honest.see(["h1", "h2"])
            try await honest.see(["h2"], at: Sample.now + Sample.hour, isWhole: true)
            try await honest.runEnds(.succeeded, created: Sample.now)

            let seen = try await overview(of: world)
            #expect(seen.tally.snapshots == 91 && seen.tally.stored > 1 << 58)
            #expect(seen.fullest.map(\.vault) == [shared.id, honest.vault.id, rogue.vault.id])
            #expect(seen.fullest[1].stored == ByteCount(1000))
            let figures = try await world.store.figures(
                of: [shared.id, honest.vault.id], in: world.tenant.id, since: 0)
            #expect(figures[honest.vault.id]?.stored == ByteCount(1000))

            // Its vault can go, and takes what it said with it.
            _ = try await world.store.deleteVault(
                shared.id, of: world.tenant.id, at: Sample.now, audit: { _ in [] })
            let left = try await overview(of: world)
            #expect(left.tally.snapshots == 1 && left.fullest.first?.vault == honest.vault.id)
        }
    }

    /// As an older hub wrote it down.
    @Test(arguments: DatabaseKind.allCases)
    func sumsThatCannotGrowAreNoReasonToRefuse(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world, database in
            let scene = try await RunScene(in: world)
            try await scene.see(["s1", "s2"])
            let most = Int64.max
            _ = try await database.write { db in
                try db.execute("UPDATE snapshots SET size = \(most) WHERE locator = 's1'")
                try db.execute("UPDATE vault_summaries SET stored = \(most)")
                try db.execute("UPDATE tenant_tallies SET stored = \(most)")
                try db.execute("UPDATE tenant_days SET stored = \(most), content = \(most)")
            }
            try await scene.see(["s3"])
            try await scene.runEnds(.succeeded, created: Sample.now)
            try await scene.see(["s2", "s3"], at: Sample.now + Sample.hour, isWhole: true)
            let seen = try await overview(of: world)
            #expect(seen.tally.snapshots == 2 && seen.tally.stored >= 0)
            #expect(seen.days.map(\.succeeded).max() == 1)
        }
    }
}
