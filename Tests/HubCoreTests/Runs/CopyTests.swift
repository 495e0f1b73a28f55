import Domain
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// When the hub has snapshots copied by the rules of vaults, and how often it tries.
@Suite struct CopyTests {
    /// A source whose vault has a rule for another one.
    private struct Scene {
        let kept: KeptScene
        let target: KnownVault

        init(in world: World) async throws {
            let target = try await world.addVault("Far away") { $0.readiness = .ready }
            self.target = target
            kept = try await KeptScene(in: world) { $0.copies = [CopyRule(target: target.id)] }
        }

        var run: RunScene { kept.run }
        var desk: RunDesk { kept.desk }

        /// Each is another life of the hub.
        func keeper() -> CopyKeeper {
            CopyKeeper(store: run.world.store, desk: desk, clock: kept.clock, log: kept.log)
        }

        func copies() async throws -> [Run] { try await kept.runs([.copy]) }
    }

    @Test(arguments: StoreKind.allCases)
    func eachBackupIsCopiedOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(in: world)
            let keeper = scene.keeper()
            try await keeper.look()
            #expect(try await scene.copies().isEmpty)
            let backups: [ID<Run>] = [Sample.id(), Sample.id()]
            try await scene.run.see(["a"], of: [backups[0]])
            for _ in 0..<2 { try await keeper.look() }
            // Another life of the hub finds the same.
            try await scene.keeper().look()
            var copies = try await scene.copies()
            let first = try #require(copies.first)
            #expect(copies.count == 1)
            #expect(first.subject.vaults == [scene.run.vault.id, scene.target.id])
            #expect(first.agent == scene.run.agent.id && first.cause == .maintenance)
            #expect(first.subject.snapshot == nil && !first.isPooled)
            try await scene.kept.end(first, .succeeded)
            try await scene.run.see(["x"], of: [backups[0]], in: scene.target.id)
            try await keeper.look()
            #expect(try await scene.copies().count == 1)
            scene.kept.pass(Sample.hour)
            try await scene.run.see(["b"], of: [backups[1]], at: scene.kept.now)
            try await keeper.look()
            copies = try await scene.copies()
            #expect(copies.count == 2)
        }
    }

    @Test func whatFailedIsTriedAgainAWhileLater() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            let keeper = scene.keeper()
            try await scene.run.see(["a"], of: [Sample.id()])
            try await keeper.look()
            try await scene.kept.end(try #require(await scene.copies().first), .failed)
            scene.kept.pass(.seconds(1799))
            try await keeper.look()
            #expect(try await scene.copies().count == 1)
            scene.kept.pass(.seconds(1))
            try await keeper.look()
            #expect(try await scene.copies().count == 2)
        }
    }

    /// An agent that does not reach the other vault makes nobody ask again and again.
    @Test func whoDoesNotReachTheOtherVaultIsPassedOver() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            let other = try await world.addAgent("other")
            _ = try await world.store.changeVault(
                scene.target.id, of: scene.run.tenant, version: nil, secrets: SecretEdit()
            ) { vault in
                vault.agents = [other.id]
                return []
            }
            let keeper = scene.keeper()
            try await scene.run.see(["a"], of: [Sample.id()])
            for _ in 0..<3 {
                try await keeper.look()
                scene.kept.pass(Sample.hour)
            }
            #expect(try await scene.copies().isEmpty)
            _ = try await world.store.changeVault(
                scene.target.id, of: scene.run.tenant, version: nil, secrets: SecretEdit()
            ) { vault in
                vault.agents = nil
                return []
            }
            // Everything is looked at anew twice a day.
            scene.kept.pass(Sample.hour * 12)
            try await keeper.look()
            #expect(try await scene.copies().count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func oneSnapshotIsCopiedWhereItCanBe(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(in: world)
            try await scene.run.see(["a"], of: [Sample.id()])
            let snapshot = try #require(
                await world.store.snapshots(
                    of: scene.run.tenant, matching: SnapshotFilter(), PageRequest(limit: 1)
                ).items.first?.id)
            let requester = Requester(.system, from: "")
            func copy(to vault: ID<KnownVault>, _ tenant: ID<Tenant>? = nil) async throws -> Run {
                try await scene.desk.copy(
                    snapshot, to: vault, of: tenant ?? scene.run.tenant, by: requester)
            }
            let run = try await copy(to: scene.target.id)
            #expect(run.subject.snapshot == snapshot && run.kind == .copy)
            #expect(try await copy(to: scene.target.id) == run)
            await expectRefusal(.vaultTwice) { _ = try await copy(to: scene.run.vault.id) }
            let other = try await world.addAgent("other")
            let local = try await world.addVault("Elsewhere") { $0.owner = other.id }
            await expectRefusal(.vaultUnreachable) { _ = try await copy(to: local.id) }
            await #expect(throws: StoreError.self) { _ = try await copy(to: Sample.id()) }
            await #expect(throws: StoreError.self) {
                _ = try await copy(to: scene.target.id, Sample.id())
            }
        }
    }
}
