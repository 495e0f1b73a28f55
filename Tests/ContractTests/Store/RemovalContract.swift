import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is not forgotten together with something else: what opens a vault may be nowhere but here.
@Suite struct RemovalContract {
    /// A machine with a vault of its own, in which snapshots are seen.
    private func withLocal(
        _ kind: StoreKind, _ body: @Sendable (RunScene, KnownVault) async throws -> Void
    ) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let agent = scene.agent.id
            let local = try await world.addVault("Local") { $0.owner = agent }
            let secret = Sample.secret(.passphrase, of: .vault(local.id), in: scene.tenant)
            _ = try await world.store.changeVault(
                local.id, of: scene.tenant, version: nil, secrets: SecretEdit(put: [secret])
            ) { _ in [] }
            _ = try await world.store.deleteSchedule(scene.schedule.id, of: scene.tenant) { _ in []
            }
            try await scene.see(["a", "b"], in: local.id)
            try await body(scene, local)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anAgentKeepsTheVaultsThatHoldSomething(kind: StoreKind) async throws {
        try await withLocal(kind) { scene, local in
            let store = scene.world.store
            let usage = Usage(.vault, id: local.id.uuid, name: local.name)
            func delete() async throws -> Agent? {
                try await store.deleteAgent(scene.agent.id, of: .tenant(scene.tenant)) { _, _ in
                    []
                }
            }
            for _ in 0..<2 {
                await #expect(throws: InUseError([usage])) { _ = try await delete() }
            }
            #expect(try await store.agent(scene.agent.id) != nil)
            #expect(try await store.source(scene.source.id, of: scene.tenant) != nil)
            #expect(
                try await store.secrets(of: [.vault(local.id)], in: scene.tenant).count == 1)
            // One of a vault is enough; with none there is nothing left to open.
            try await scene.see(
                ["b"], in: local.id, at: Sample.now + Sample.hour, isWhole: true)
            await #expect(throws: InUseError([usage])) { _ = try await delete() }
            try await scene.see([], in: local.id, at: Sample.now + Sample.hour * 2, isWhole: true)
            #expect(try await delete()?.id == scene.agent.id)
            #expect(try await store.vault(local.id, of: scene.tenant) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultStaysWhileSomethingInItIsHeld(kind: StoreKind) async throws {
        try await withLocal(kind) { scene, local in
            let store = scene.world.store
            let until = Sample.now + Sample.hour
            let hold = SnapshotHold(
                id: Sample.id(), reason: "law", placed: Sample.now, until: until)
            let one = try #require(
                try await store.snapshots(
                    of: scene.tenant, matching: SnapshotFilter(vault: local.id), PageRequest()
                ).items.last)
            _ = try await store.changeSnapshot(one.id, of: scene.tenant) { snapshot, _ in
                snapshot.holds = [hold]
                return []
            }
            func delete(at now: Timestamp) async throws -> Removal<KnownVault> {
                try await store.deleteVault(local.id, of: scene.tenant, at: now) { _ in [] }
            }
            func isHeld(at now: Timestamp) async throws -> Bool {
                try await store.isHeld(local.id, of: scene.tenant, at: now)
            }
            #expect(try await isHeld(at: Sample.now))
            #expect(try await !isHeld(at: until))
            let stranger = try await RunScene(in: scene.world, "stranger")
            #expect(
                try await !store.isHeld(stranger.vault.id, of: stranger.tenant, at: Sample.now))
            await expectStoreError(.notFound) {
                _ = try await store.isHeld(local.id, of: Sample.id(), at: Sample.now)
            }
            await expectRefusal(.snapshotHeld) { _ = try await delete(at: Sample.now) }
            #expect(try await store.snapshot(one.id, of: scene.tenant)?.holds == [hold])
            guard case .removed = try await delete(at: until) else {
                Issue.record("the hold is over")
                return
            }
            #expect(try await store.snapshot(one.id, of: scene.tenant) == nil)
        }
    }

    /// Its machine is lost: what is known of it can be taken apart, piece by piece.
    @Test(arguments: StoreKind.allCases)
    func theLastSourceOfARevokedAgentMayGo(kind: StoreKind) async throws {
        try await withLocal(kind) { scene, _ in
            let store = scene.world.store
            func delete() async throws -> Removal<Source> {
                try await store.deleteSource(scene.source.id, of: scene.tenant) { _ in [] }
            }
            await expectRefusal(.lastSource) { _ = try await delete() }
            _ = try await store.changeAgent(scene.agent.id, of: .tenant(scene.tenant)) {
                $0.standing = .revoked
                return []
            }
            #expect(try await delete() == .removed(scene.source))
        }
    }
}
