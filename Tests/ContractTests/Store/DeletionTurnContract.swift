import Domain
import Store
import StoreSupport
import Testing
import Values

/// Which deletions are looked at first.
@Suite struct DeletionTurnContract {
    private func ask(_ scene: RunScene, _ locators: [String], since hours: Int) async throws {
        let known = try await scene.world.store.snapshots(
            of: scene.tenant, matching: SnapshotFilter(vault: scene.vault.id),
            PageRequest(limit: 99)
        ).items
        for locator in locators {
            guard let snapshot = known.first(where: { $0.locator == locator }) else { continue }
            _ = try await scene.world.store.askDeletion(
                of: snapshot.id, in: scene.tenant
            ) { snapshot, _ in
                DeletionWish(
                    Deletion(
                        id: Sample.id(), tenant: scene.tenant, snapshot: snapshot.id,
                        created: Sample.now - Sample.hour * hours), audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultWhoseKeeperIsAwayHoldsUpNoOther(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (stuck, other) = (
                try await RunScene(in: world, "stuck"), try await RunScene(in: world, "other")
            )
            let many = (0..<5).map { "s\($0)" }
            try await stuck.see(many)
            try await other.see(["o1", "o2"])
            try await ask(stuck, many, since: 9)
            try await ask(other, ["o1", "o2"], since: 1)
            let due = try await world.store.deletionsDue(at: Sample.now, limit: 4)
            var vaults: [ID<KnownVault>] = []
            for deletion in due {
                let snapshot = try await world.store.snapshot(
                    deletion.snapshot, of: deletion.tenant)
                vaults += [snapshot?.vault].compactMap(\.self)
            }
            #expect(
                vaults == [stuck.vault.id, other.vault.id, stuck.vault.id, other.vault.id])
            #expect(try await world.store.deletionsDue(at: Sample.now, limit: 99).count == 7)
            // What is running is looked after before anything else of its vault.
            let all = try await world.store.deletionsDue(at: Sample.now, limit: 99)
            let last = try #require(all.last)
            _ = try await world.store.changeDeletion(
                last.id, of: last.tenant, at: Sample.now
            ) { deletion in
                _ = deletion.take(.start, now: Sample.now)
                return []
            }
            let next = try await world.store.deletionsDue(at: Sample.now, limit: 2)
            #expect(next.map(\.id).contains(last.id))
            #expect(
                try await world.store.deletionsDue(
                    at: Sample.now - Sample.hour * 2, limit: 99
                ).count == 5)
        }
    }
}
